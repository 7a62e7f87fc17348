// Parts of a page that renew themselves: said when no answer comes any more; the focus is not lost when one is replaced.
"use strict";

{
  const FAILED = 2; // so many answers in a row failed to come
  const box = document.querySelector("[data-no-answer]");
  const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "Asia/Ho_Chi_Minh" });
  let last = new Date();
  let failed = 0;

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!box) return;
    if (detail.successful) {
      [last, failed] = [new Date(), 0];
      box.replaceChildren();
    } else if (++failed === FAILED) {
      const line = document.createElement("p");
      line.className = "message warning";
      line.textContent = box.dataset.noAnswer.replace("HH:MM:SS", clock.format(last));
      box.replaceChildren(line);
    }
  });

  let hadFocus = false;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    hadFocus = detail.target?.contains(document.activeElement) ?? false;
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (!hadFocus || detail.elt.contains(document.activeElement)) return;
    detail.elt.querySelector("[data-takes-focus]")?.focus();
  });
}
