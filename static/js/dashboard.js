// Keeps the numbers of an open page of figures fresh (hx-swap-oob in its parts), taking nothing out of the reader's hands.
"use strict";

const shown = new WeakMap();
let late = false;

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const fresh = fragment.innerHTML; // none where the part itself is replaced
  const isSame = (shown.get(target) ?? target.innerHTML) === fresh;
  // A list in which the keyboard stands waits for its turn; numbers inside a link change and leave the link alone.
  const isInUse = target.contains(document.activeElement);
  if (!isSame && isInUse) late = true;
  event.detail.shouldSwap = !isSame && !isInUse;
  if (event.detail.shouldSwap) shown.set(target, fresh);
});

// What was left waiting is asked for again, whatever the page says it has seen.
document.addEventListener("htmx:configRequest", (event) => {
  if (late) delete event.detail.parameters.seen;
  late = false;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});

// Between two answers, and when they stop coming, the age goes on growing.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
let part = null;
let since = 0;

setInterval(() => {
  const now = document.querySelector("[data-age]");
  if (!now) return;
  if (now !== part) {
    part = now;
    since = performance.now() - 1000 * Number(now.dataset.age);
  }
  const seconds = Math.floor((performance.now() - since) / 1000);
  now.textContent = seconds < 120 ? words.format(-seconds, "second") : words.format(-Math.floor(seconds / 60), "minute");
}, 1000);
