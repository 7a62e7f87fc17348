// The application form's sections: a tick for each that is filled in, and no field that another answer makes needless.
"use strict";

{
  const form = document.querySelector("form[data-draft]");
  const contents = document.querySelector(".contents");
  const wanted = "input:not([type=hidden]):not([type=radio]):not([data-optional]), select, textarea:not([data-optional])";
  const filled = (control) => (control.type === "checkbox" ? control.checked : control.value.trim() !== "");

  const show = () => {
    const computable = form.querySelector("[name=computable]:checked")?.value !== "no";
    const secret = form.querySelector("[name=confidential]").checked;
    for (const [names, needed] of [[["claimed_benefit", "benefit_period", "computation"], computable], [["confidential_parts"], secret]]) {
      for (const name of names) {
        const control = form.querySelector(`[name=${name}]`);
        const empty = control.tagName === "SELECT" || !filled(control);
        control.closest("[data-field]").hidden = !needed && empty && !control.classList.contains("is-invalid");
      }
    }
    for (const section of form.querySelectorAll(".form-section")) {
      const controls = [...section.querySelectorAll(wanted)].filter((control) => !control.closest("[hidden], .author ~ .author"));
      const done = controls.length > 0 && controls.every(filled);
      const link = contents.querySelector(`a[href="#${section.id}"]`);
      link.classList.toggle("filled", done);
      link.querySelector("[data-filled]").hidden = !done;
    }
  };

  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();

  // What is read back takes the place of what the field said before.
  form.addEventListener("htmx:afterSwap", ({ target }) => {
    const amount = form.querySelector("[name=claimed_benefit]");
    if (target.id !== "benefit-readback" || !amount.classList.contains("is-invalid")) return;
    document.getElementById(`${amount.id}_error`)?.remove();
    amount.classList.toggle("is-invalid", target.querySelector(".wrong") !== null);
    if (!amount.classList.contains("is-invalid")) amount.removeAttribute("aria-invalid");
  });

  // The key that ends a line leads to the next field: it neither submits nor adds an author.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=checkbox]):not([type=radio])")) return;
    event.preventDefault();
    const controls = [...form.querySelectorAll("input, select, textarea")].filter((control) => control.offsetParent);
    controls[controls.indexOf(event.target) + 1]?.focus();
  });
}
