// Loads autosave at the first sign of a person anywhere on the page, so that it is there when the connection is lost
// later, and at once if the form has edits of an earlier visit. Edits that were made before it has arrived are in
// form.earlyEvents, which it reads.
import { load } from "../on-use.js";
import { editedField } from "../values.js";

const RETRY_MS = 5000;
const SIGNS = ["pointermove", "pointerdown", "keydown", "scroll"];
const early = (form) => form.earlyEvents?.length > 0;

function hasEdits(form) {
  try {
    return sessionStorage.getItem(`edits:${form.dataset.saveUrl}`) !== null;
  } catch {
    return false; // storage is disabled
  }
}

// Shows the edits as not saved until autosave has arrived, and tries again if it can't be loaded.
async function waitForScript(form, status) {
  await load([form.dataset.script]);
  if (!early(form)) return;
  status.querySelector("[data-text]").textContent = status.dataset.failed;
  setTimeout(() => waitForScript(form, status), RETRY_MS);
}

function onInput(form, status, event) {
  if (!form.earlyEvents || !editedField(event)) return;
  if (!early(form)) {
    status.dataset.state = "saving";
    status.querySelector("[data-text]").textContent = status.dataset.saving;
    waitForScript(form, status);
  }
  form.earlyEvents.push(event);
}

function watch(form, status) {
  form.earlyEvents = [];
  form.addEventListener("input", (event) => onInput(form, status, event));
  form.addEventListener("stored", (event) => form.earlyEvents?.push(event));
  addEventListener("beforeunload", (event) => {
    if (early(form)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-next]");
    if (!link || !early(form)) return;
    event.preventDefault();
    load([form.dataset.script])?.then(() => (early(form) ? location.assign(link.href) : link.click()));
  });
  for (const sign of SIGNS) addEventListener(sign, () => load([form.dataset.script]), { once: true, passive: true });
  if (hasEdits(form)) load([form.dataset.script]);
}

for (const status of document.querySelectorAll("[data-autosave]")) {
  const form = document.getElementById(status.dataset.autosave);
  if (form) watch(form, status);
}
