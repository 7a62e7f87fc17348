// What every page does: move to the error summary, close an open menu.
"use strict";

document.querySelector(".error-summary")?.focus();

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.drop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.drop[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// What was typed lies on this machine (draft.js) until the server has all of it, and never after signing out.
const forgetDrafts = (ending) => {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith("draft:") && name.endsWith(ending));
    for (const name of names) localStorage.removeItem(name);
  } catch { /* no storage here */ }
};
const kept = document.cookie.match(/(?:^|; )kept=([\w-]+)/);
if (kept) {
  forgetDrafts(kept[1]);
  document.cookie = "kept=; path=/; max-age=0";
}
document.querySelector("form[action*='logout']")?.addEventListener("submit", () => forgetDrafts(""));
