// What is typed but not saved stays in sessionStorage, with the digests of the files that it is based on.
const storageKey = `pipeline:${location.pathname}`;
let savedTexts = {};
let editorsOfPage = [];

const currentTexts = () => Object.fromEntries(editorsOfPage.map(({ area }) => [area.name, area.value]));
const bases = (form) => [...form.querySelectorAll("[name$=_base]")];
const isUnsaved = () => JSON.stringify(currentTexts()) !== JSON.stringify(savedTexts);

function showState(form) {
  document.getElementById("pipeline-save-state").textContent = isUnsaved() ? form.dataset.unsaved : form.dataset.saved;
}

export function rememberUnsaved(form) {
  showState(form);
  if (!isUnsaved()) return sessionStorage.removeItem(storageKey);
  const base = Object.fromEntries(bases(form).map((input) => [input.name, input.value]));
  try {
    sessionStorage.setItem(storageKey, JSON.stringify({ texts: currentTexts(), base }));
  } catch {
    // The texts are too long for the storage; leaving the page still asks.
  }
}

export function markSaved(form) {
  savedTexts = currentTexts();
  rememberUnsaved(form);
}

function restoreUnsaved(form) {
  const stored = JSON.parse(sessionStorage.getItem(storageKey) ?? "null");
  if (!stored) return;
  for (const { area } of editorsOfPage) area.value = stored.texts[area.name] ?? area.value;
  for (const input of bases(form)) input.value = stored.base[input.name] ?? input.value;
  for (const editor of editorsOfPage) editor.draw();
  showState(form);
  if (isUnsaved()) {
    document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: form.dataset.restored } }));
    htmx.trigger(form, "edited");
  }
}

export function connectUnsaved(form, editors) {
  editorsOfPage = editors.filter(({ area }) => !area.readOnly);
  savedTexts = form.dataset.isUnsaved ? {} : currentTexts();
  if (!form.dataset.isUnsaved) addEventListener("load", () => restoreUnsaved(form), { once: true });
  showState(form);
  addEventListener("beforeunload", (event) => {
    if (editorsOfPage.length && isUnsaved() && !sessionStorage.getItem(storageKey)) event.preventDefault();
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-discard]")) sessionStorage.removeItem(storageKey);
  });
}
