// The queue: one tick for all rows of the page. Pages are whole without it.
"use strict";

for (const all of document.querySelectorAll("[data-tick-all]")) {
  const rows = [...all.closest("table").querySelectorAll("input[name=row]")];
  const show = () => {
    const ticked = rows.filter((row) => row.checked).length;
    all.checked = ticked > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
  };
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
  });
  for (const row of rows) row.addEventListener("change", show);
  show();
}

document.querySelector(".error-summary")?.focus();

// Select2 names its box after the text in it, which is empty while nothing is chosen: name it after its label.
const nameBoxes = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    const label = select.labels[0]?.textContent.trim();
    if (!box || !label) continue;
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", label);
    const shown = box.querySelector(".select2-selection__rendered");
    shown?.removeAttribute("role");
    shown?.removeAttribute("aria-readonly");
  }
};
window.addEventListener("load", () => setTimeout(nameBoxes));
document.addEventListener("focusin", ({ target }) => {
  const opened = document.querySelector(".select2-container--open .select2-selection");
  if (opened && target.matches(".select2-search__field")) target.setAttribute("aria-label", opened.getAttribute("aria-label"));
});
