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
