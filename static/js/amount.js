// Reads an amount back while it is typed. An input with data-readback-url asks that address with ?amount= and shows the
// answer, a line of HTML made by components/readback.html, in the element that data-readback-to names.
"use strict";

for (const input of document.querySelectorAll("input[data-readback-url]")) {
  const output = document.getElementById(input.dataset.readbackTo) ?? addOutput(input);
  let waiting = 0;
  let asked = null;

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    if (!input.value.trim()) {
      output.replaceChildren();
      return;
    }
    const url = new URL(input.dataset.readbackUrl, window.location.href);
    url.searchParams.set("amount", input.value);
    try {
      const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "text/html" } });
      // A page without its answer stays usable: the amount is read back again after it is sent.
      if (answer.ok && !answer.redirected) output.innerHTML = await answer.text();
      else output.replaceChildren();
    } catch (fault) {
      if (fault.name !== "AbortError") output.replaceChildren();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });
  if (input.value) ask();
}

function addOutput(input) {
  const output = document.createElement("output");
  output.className = "readback";
  output.htmlFor = input.id;
  input.after(output);
  return output;
}
