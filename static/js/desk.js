// The officers' pages: ticking rows, fields that only one answer asks for. Pages are whole without it.
"use strict";

for (const all of document.querySelectorAll("[data-tick-all]")) {
  const form = all.closest("form");
  const rows = [...form.querySelectorAll("input[name=row]")];
  const bar = form.querySelector("[data-ticked-bar]");
  bar.classList.add("follows");
  const show = () => {
    const ticked = rows.filter((row) => row.checked).length;
    all.checked = ticked > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
    bar.hidden = ticked === 0;
    bar.querySelector("[data-ticked]").textContent = ticked;
  };
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
    show();
  });
  for (const row of rows) row.addEventListener("change", show);
  window.addEventListener("pageshow", show); // going back, the browser ticks again what was ticked
  show();
}

// A row of tabs wider than the screen begins with the current one in view.
for (const row of document.querySelectorAll("[data-scrolls]")) {
  const current = row.querySelector("[aria-current]");
  if (current) row.scrollLeft = current.offsetLeft - row.clientWidth / 3;
}

// A list's address says what was asked for, not what was left empty.
document.querySelector("form.narrow")?.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
});

// The original's code is asked for where the reason is a duplicate. The server decides.
const reason = document.querySelector("select[name=reason]");
const original = document.querySelector("input[name=original]");
if (reason && original) {
  const show = () => {
    original.parentElement.hidden = reason.value !== "duplicate" && !original.value;
  };
  reason.addEventListener("change", show);
  show();
}

document.querySelector(".error-summary")?.focus();
