// Every page of the admin: names of boxes that are searched in.
"use strict";

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
