// Copies of what was typed lie on this machine (draft.js) until the server has all of it, and never after signing out.
// The site and the admin load this; browsers that know Clear-Site-Data are told by the server, too.
"use strict";

{
  const forget = (ending) => {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith("draft:") && name.endsWith(ending));
      for (const name of names) localStorage.removeItem(name);
    } catch { /* no storage here */ }
  };

  const kept = document.cookie.match(/(?:^|; )kept=([\w-]+)/);
  if (kept) {
    forget(kept[1]);
    document.cookie = "kept=; path=/; max-age=0";
  }

  document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action")?.includes("logout")) forget("");
  });
}
