// The application form while one types: kept on the server a few seconds after a change, and on this machine until
// the server has all of it. The page is whole without this. Copies stand in localStorage as draft:<person>:<form>.
"use strict";

{
  const PAUSE = 2000; // ms after the last change
  const APART = 5000; // ms between two requests
  const RETRY = 15000;
  const PATIENCE = 20000; // ms until a request counts as lost
  const COPIES_LIVE = 7 * 24 * 3600 * 1000;
  const OF_THIS_LOAD = /^(csrfmiddlewaretoken|unchanged_since|seen|key|action|confirmed_benefit|declared|authors-\w+_FORMS)$/;

  const form = document.querySelector("form[data-draft]");
  const field = (name) => form.querySelector(`[name="${name}"]`);
  const foundIn = (line) => form.querySelector(`[data-found="${line}"]`);
  const say = (words) => { form.querySelector("[data-state]").textContent = words; };
  const signIn = form.querySelector("[data-sign-in]");
  const offer = form.querySelector("[data-copy]");
  const address = () => form.getAttribute("action"); // the buttons' name hides form.action

  let timer = 0;
  let storing = 0;
  let lastSent = 0;
  let changed = false; // since what was last sent
  let sending = null; // the request that is under way
  let unanswered = null; // what was sent and may have been kept: sent again as it was, so that it is not a conflict
  let refused = false; // only the person's own button goes on
  let renewed = false; // the token was, since the server last took something
  let leaving = false;
  let offered = null;

  // On this machine

  const copies = () => {
    const found = [];
    try {
      for (const name of Object.keys(localStorage).filter((key) => key.startsWith(`draft:${form.dataset.draft}:`))) {
        const copy = JSON.parse(localStorage.getItem(name));
        if (Date.now() - copy.at > COPIES_LIVE) localStorage.removeItem(name);
        else found.push({ ...copy, name, key: name.split(":")[2] });
      }
    } catch { /* no storage here: there are no copies */ }
    return found.sort((one, other) => other.at - one.at);
  };

  const nameOfCopy = () => `draft:${form.dataset.draft}:${field("key").value}`;

  const entries = () => [...new FormData(form)].filter(([name]) => !OF_THIS_LOAD.test(name));

  const store = () => {
    clearTimeout(storing);
    if (offered || leaving) return true;
    const lines = Number(field("authors-TOTAL_FORMS").value);
    const copy = { at: Date.now(), address: address(), begun: form.dataset.begun === "yes", lines, entries: entries() };
    try {
      localStorage.setItem(nameOfCopy(), JSON.stringify(copy));
      return true;
    } catch {
      return false;
    }
  };

  const forget = (name) => {
    clearTimeout(storing);
    try { localStorage.removeItem(name); } catch { /* nothing was kept */ }
  };

  // On the server

  const arm = (wait = Math.max(PAUSE, lastSent + APART - Date.now())) => {
    clearTimeout(timer);
    if (!refused && !leaving) timer = setTimeout(save, wait);
  };

  const lost = () => {
    if (leaving) return;
    say(store() ? form.dataset.offline : form.dataset.unkept);
    arm(RETRY + Math.random() * RETRY);
  };

  const signedOut = () => {
    refused = true;
    store();
    say(form.dataset.signedOut);
    signIn.href = `${signIn.getAttribute("href").split("?")[0]}?next=${encodeURIComponent(address())}`;
    signIn.hidden = false;
  };

  // Who signed in anew in another window has another token. With that we go on, unless it is somebody else's now.
  const takesNewToken = async (response) => {
    if (renewed || response.status !== 403 || !response.headers.get("content-type")?.includes("json")) return false;
    const { person, token } = await response.json();
    if (String(person) !== form.dataset.draft) return false;
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    unanswered.set("csrfmiddlewaretoken", token);
    renewed = true;
    arm(0);
    return true;
  };

  // The back button shows the form again although it was submitted.
  const leadTo = (receipt) => {
    forget(nameOfCopy());
    form.querySelector(".actions-bar .buttons").hidden = true;
    const link = form.querySelector("[data-receipt]");
    link.href = receipt;
    link.hidden = false;
  };

  const answered = async (response) => {
    if (await takesNewToken(response)) return undefined;
    if (response.type === "opaqueredirect" || response.status === 403) return signedOut();
    if (response.status >= 500) return lost();
    const sent = unanswered;
    unanswered = null;
    renewed = false;
    if (!response.ok) {
      refused = true;
      const told = response.status === 409 ? await response.json() : { words: form.dataset.refused };
      if (told.receipt) leadTo(told.receipt);
      else store();
      say(told.words);
      return undefined;
    }
    const kept = await response.json();
    field("unchanged_since").value = kept.unchanged_since;
    if (kept.address) {
      form.setAttribute("action", kept.address);
      form.dataset.begun = "yes";
      if (location.pathname !== kept.address) history.replaceState(null, "", kept.address);
    }
    for (const [line, words] of Object.entries(kept.lines)) {
      if (field(`${line}-contact`)?.value === sent.get(`${line}-contact`)) foundIn(line).textContent = words;
    }
    if (kept.whole && !changed && !offered) forget(nameOfCopy());
    else store();
    say(kept.words);
    if (changed) arm();
    return undefined;
  };

  const send = async () => {
    const abort = new AbortController();
    const patience = setTimeout(() => abort.abort(), PATIENCE);
    if (!unanswered) {
      unanswered = new URLSearchParams(new FormData(form));
      unanswered.set("action", "keep");
      changed = false;
    }
    lastSent = Date.now();
    try {
      const asked = { method: "POST", body: unanswered, headers: { Accept: "application/json" }, redirect: "manual" };
      await answered(await fetch(address(), { ...asked, signal: abort.signal }));
    } catch {
      lost();
    } finally {
      clearTimeout(patience);
      sending = null;
    }
    if (changed && !unanswered) arm();
  };

  function save() {
    // A contact that is still being typed would be looked up in the register for each part of it.
    if (document.activeElement?.name?.endsWith("-contact") && !unanswered) return arm();
    if (!refused && !sending && (changed || unanswered)) sending = send();
    return sending;
  }

  const touched = ({ target }) => {
    changed = true;
    if (target.name?.endsWith("-contact")) {
      foundIn(target.name.replace("-contact", "")).textContent = ""; // the server tells it anew, and what is wrong
      document.getElementById(`${target.id}_error`)?.remove();
      target.classList.remove("is-invalid");
      target.removeAttribute("aria-invalid");
    }
    clearTimeout(storing);
    storing = setTimeout(store, 400);
    arm();
  };

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  window.addEventListener("online", () => { if (changed || unanswered) arm(500); });
  window.addEventListener("offline", () => { if (changed || unanswered) lost(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && changed) store(); });
  window.addEventListener("pagehide", () => { if (changed) store(); });
  window.addEventListener("pageshow", (event) => {
    const [visit] = performance.getEntriesByType("navigation");
    const again = event.persisted ? leaving : visit?.type === "back_forward" && form.dataset.begun === "yes";
    leaving = false;
    if (!again) return;
    changed = true; // nothing is written anew by that; the server says where it stands
    unanswered = null;
    arm(0);
  });

  // A button of the person's own waits until what is under way has arrived, so that it is not taken for another page's.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    store();
    if (!leaving && (sending || unanswered) && navigator.onLine && !refused) {
      event.preventDefault();
      const button = event.submitter;
      const go = () => { leaving = true; button.click(); };
      Promise.race([sending ?? save(), new Promise((done) => { setTimeout(done, 4000); })]).then(go, go);
      return;
    }
    leaving = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form && event.target.getAttribute("action").includes("logout")) leaving = true;
  });

  // What the last visit left

  const compared = (pairs) => JSON.stringify(pairs.filter(([, value]) => value).map((pair) => pair.join("\n").replace(/\r/g, "")).sort());

  const addLines = async (wanted) => {
    const total = field("authors-TOTAL_FORMS");
    while (Number(total.value) < wanted) {
      const response = await fetch(`${form.dataset.line}?authors-TOTAL_FORMS=${total.value}`);
      if (response.status !== 200) return;
      const line = document.createElement("template");
      line.innerHTML = await response.text();
      form.querySelector("#author-lines").append(line.content.querySelector(".author"));
      total.value = Number(total.value) + 1;
    }
  };

  const takeCopy = async () => {
    const copy = offered;
    await addLines(copy.lines);
    offered = null;
    offer.hidden = true;
    for (const control of form.elements) {
      if (!control.name || control.type === "submit" || OF_THIS_LOAD.test(control.name)) continue;
      const values = copy.entries.filter(([name]) => name === control.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
      else if (control.tagName !== "SELECT" || [...control.options].some((option) => option.value === values[0])) control.value = values[0] ?? "";
    }
    field("key").value = copy.key;
    field("claimed_benefit").dispatchEvent(new Event("input", { bubbles: true }));
    field("title").focus();
  };

  const own = copies().find((copy) => copy.key === field("key").value);
  const left = own ?? (form.dataset.begun === "yes" ? undefined : copies().find((copy) => !copy.begun));
  if (left && compared(left.entries) !== compared(entries())) {
    offered = left;
    const title = left.entries.find(([name]) => name === "title")?.[1] ?? "";
    const when = { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric" };
    const at = new Date(left.at).toLocaleString(document.documentElement.lang, when);
    offer.querySelector("[data-copy-about]").textContent = title ? `“${title}”, ${at}` : at;
    offer.hidden = false;
    offer.querySelector("[data-copy-take]").addEventListener("click", takeCopy);
    offer.querySelector("[data-copy-drop]").addEventListener("click", () => {
      forget(left.name);
      offered = null;
      offer.hidden = true;
      field("title").focus();
    });
  } else if (own && !form.querySelector(".is-invalid, .error-summary")) {
    forget(own.name);
  }
  // Also where the address is the same: what a refused form was answered with is then asked for anew by the back button.
  if (form.dataset.begun === "yes") history.replaceState(null, "", address());
}
