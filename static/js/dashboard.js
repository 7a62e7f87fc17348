// Keeps the numbers of an open page of figures fresh (hx-swap-oob in its parts), taking nothing out of the reader's hands;
// folds what is long on a phone, and unfolds it for the printer. Runs before the charts are drawn.
"use strict";

const shown = new WeakMap();
const unfolded = new WeakMap();
let late = false;

document.querySelectorAll("[hx-swap-oob=innerHTML]").forEach((part) => shown.set(part, part.innerHTML));

const phone = window.matchMedia("(max-width: 44rem)");
if (phone.matches) {
  document.querySelectorAll("details.folds:not(:has(.error-summary))").forEach((part) => part.removeAttribute("open"));
}
// Where the screen is wide the choices have no line to unfold them by.
phone.addEventListener("change", () => phone.matches || document.querySelector(".choices")?.setAttribute("open", ""));

const folds = (part) => [...part.querySelectorAll("details, .fold-all")];
const isUnfolded = (fold) => (fold.type === "checkbox" ? fold.checked : fold.open);
const unfold = (fold, is) => (fold.type === "checkbox" ? (fold.checked = is) : fold.toggleAttribute("open", is));

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const fresh = fragment.innerHTML; // none where the part itself is replaced
  const isSame = (shown.get(target) ?? target.innerHTML) === fresh;
  // A list in which the keyboard stands waits for its turn; numbers inside a link change and leave the link alone.
  const isInUse = target.contains(document.activeElement);
  if (!isSame && isInUse) late = true;
  event.detail.shouldSwap = !isSame && !isInUse;
  if (!event.detail.shouldSwap) return;
  shown.set(target, fresh);
  unfolded.set(target, folds(target).map(isUnfolded));
});

document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  const before = unfolded.get(target) ?? [];
  const now = folds(target);
  if (now.length === before.length) now.forEach((fold, at) => unfold(fold, before[at]));
});

// What was left waiting is asked for again, whatever the page says it has seen.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "live-poll") return;
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

function ago(seconds) {
  if (seconds < 120) return [-seconds, "second"];
  return seconds < 7200 ? [-Math.floor(seconds / 60), "minute"] : [-Math.floor(seconds / 3600), "hour"];
}

setInterval(() => {
  const now = document.querySelector("[data-age]");
  if (!now) return;
  if (now !== part) {
    part = now;
    since = performance.now() - 1000 * Number(now.dataset.age);
  }
  const seconds = Math.floor((performance.now() - since) / 1000);
  now.textContent = seconds < 10 ? now.dataset.now : words.format(...ago(seconds));
}, 1000);

// The unions found while one types go away with Escape and with a click elsewhere.
const finder = document.querySelector(".finder");
const forget = () => finder?.querySelector(".found").replaceChildren();
finder?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") forget();
});
document.addEventListener("click", (event) => {
  if (!finder?.contains(event.target)) forget();
});

let printed = [];
window.addEventListener("beforeprint", () => {
  printed = [...document.querySelectorAll("details.folds:not([open])")];
  printed.forEach((part) => part.setAttribute("open", ""));
});
window.addEventListener("afterprint", () => printed.forEach((part) => part.removeAttribute("open")));
