// Every page of the admin: names of boxes and columns, and no names of icons.
"use strict";

// Unfold draws icons as words in a font of their own ("chevron_right"): nobody wants to hear them beside a name.
document.addEventListener("DOMContentLoaded", () => {
  const search = document.querySelector("#searchbar-submit");
  search?.setAttribute("aria-label", search.form.querySelector("[type=text]").placeholder);
  for (const icon of document.querySelectorAll(".material-symbols-outlined")) {
    const control = icon.closest("a, button");
    const words = [...(control?.childNodes ?? [])].filter((node) => node !== icon).map((node) => node.textContent);
    if (!control || control.ariaLabel || control.title || words.join("").trim()) icon.ariaHidden = "true";
  }
  // On a phone each row's cells carry their column's name, which there begins a line.
  for (const cell of document.querySelectorAll("#result_list tbody [data-label]")) {
    const { label } = cell.dataset;
    cell.dataset.label = label.charAt(0).toLocaleUpperCase() + label.slice(1);
  }
});

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
