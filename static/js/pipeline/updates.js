// Sends edits to the server after a pause, and applies its answers without moving what a person looks at.
import { prepareTree } from "./tree.js";
import { markSaved, rememberUnsaved } from "./unsaved.js";

const PAUSE_MS = 150;
const opened = new Map();
let timer = 0;
let isSaving = false;
let isWaiting = false;
let isSaved = false;

function run(form) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    isWaiting = isSaving; // a run would cancel the save
    if (!isSaving) htmx.trigger(form, "edited");
  }, PAUSE_MS);
}

const lengthOf = (form) =>
  [...form.querySelectorAll("textarea:not([disabled])")].reduce((sum, { value }) => sum + value.length, 0);

// Details that somebody opened or closed stay so after a run.
function keepOpened(part) {
  for (const details of part.querySelectorAll("details[id]"))
    if (opened.has(details.id)) details.open = opened.get(details.id);
}

function applyTexts(editors) {
  for (const text of document.querySelectorAll("#pipeline-edit [data-text-of]"))
    editors.find(({ area }) => area.id === text.dataset.textOf)?.replaceText(text.value);
  document.getElementById("pipeline-edit").replaceChildren();
}

function afterAnswer(form, editors) {
  keepOpened(form);
  const main = editors.find(({ area }) => area.id === "pipeline-text");
  if (main) prepareTree(main);
  for (const editor of editors) editor.drawMarks();
}

export function connectUpdates(form, editors) {
  form.addEventListener("input", (event) => {
    if (event.target.closest("slip-code")) rememberUnsaved(form);
    if (event.target.matches("textarea")) run(form);
  });
  form.addEventListener("click", (event) => {
    const details = event.target.closest("summary")?.parentElement;
    if (details?.id) opened.set(details.id, !details.open);
    if (details?.hasAttribute("data-left-out")) run(form);
  });
  form.addEventListener("htmx:configRequest", ({ detail }) => {
    detail.parameters.open = [...opened.keys()].filter((id) => opened.get(id));
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const { requestConfig } = event.detail;
    if (event.detail.elt !== form) return;
    clearTimeout(timer);
    if (lengthOf(form) > Number(form.dataset.maxCharacters)) {
      event.preventDefault();
      document.getElementById("pipeline-too-long").hidden = false;
      return;
    }
    document.getElementById("pipeline-too-long").hidden = true;
    isSaving = requestConfig.path === form.dataset.saveUrl;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    isSaving = false;
    if (isWaiting) run(form);
    isWaiting = false;
  });
  document.body.addEventListener("htmx:afterOnLoad", ({ detail }) => {
    if (detail.elt === form) {
      applyTexts(editors);
      if (isSaved) markSaved(form);
      isSaved = false;
      htmx.trigger("#pipeline-findings-request", "check"); // the checks take longer than a run
    }
    afterAnswer(form, editors);
  });
  document.body.addEventListener("pipeline-saved", () => {
    isSaved = true;
  });
  for (const editor of editors) editor.drawMarks();
}
