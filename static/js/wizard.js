// Behaviour of the wizard's pages: links that open a closed pane, suggestions for fields, the outline in the preview,
// the focus after swaps, previews of fixes, and details that stay open.
import { coalesce } from "./values.js";

// The part of the tile card that shows each field.
const SHOWN_IN = {
  title: ".tile h3 > *",
  short_description: ".tile p > span:last-of-type",
  categories: ".tile footer",
  vendor_name: ".tile p > .faint",
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  const pane = link && document.getElementById(link.dataset.open);
  if (pane) pane.open = true;
  const suggestion = event.target.closest("[data-fills]");
  const field = suggestion && document.getElementById(suggestion.dataset.fills);
  if (!field) return;
  event.preventDefault();
  field.value = suggestion.dataset.text ?? suggestion.value;
  suggestion.hidden = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// Enter in an input presses the hidden default button. Autosave has saved the form already, so it is not submitted.
document.addEventListener(
  "submit",
  (event) => {
    if (event.submitter?.hasAttribute("data-default")) event.preventDefault();
  },
  true,
);

// Outlines the part of the preview that shows the focused field.
function outline() {
  const preview = document.getElementById("preview-stage");
  if (!preview) return;
  for (const old of preview.querySelectorAll(".live")) old.classList.remove("live");
  const part = SHOWN_IN[document.activeElement?.closest("[data-field]")?.dataset.field];
  if (part) preview.querySelector(part)?.classList.add("live");
}

// Browsers don't scroll to a focused field that is in the window, even if the foot bar covers it. After Tab, this
// scrolls the field above the foot bar, but not so far that its start is covered by the page header.
const GAP_PX = 8;
document.addEventListener("keyup", ({ key }) => {
  const [bar, field] = [document.querySelector(".foot-bar"), document.activeElement];
  if (key !== "Tab" || !bar || bar.contains(field)) return;
  const [fieldBox, barBox] = [field.getBoundingClientRect(), bar.getBoundingClientRect()];
  const covered = fieldBox.top < barBox.bottom ? fieldBox.bottom + GAP_PX - barBox.top : 0;
  const free = fieldBox.top - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
  if (covered > 0 && free > 0) scrollBy(0, Math.min(covered, free));
});

document.addEventListener("focusin", outline);
document.addEventListener("focusout", outline);
document.body.addEventListener("htmx:afterSettle", outline);

// If a swap removes the focused element, htmx focuses the new element with the same ID. If there is none, the swapped
// part gets the focus, so that keyboard users keep their place.
let focusedPartId = "";
document.body.addEventListener("htmx:beforeSwap", ({ detail: { target, shouldSwap } }) => {
  focusedPartId = shouldSwap && target !== document.body && target.contains(document.activeElement) ? target.id : "";
});
document.body.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, shouldSwap } }) => {
  if (shouldSwap && target.contains(document.activeElement)) focusedPartId = target.id;
});
document.body.addEventListener("htmx:afterSettle", () => {
  const part =
    focusedPartId && document.activeElement === document.body ? document.getElementById(focusedPartId) : null;
  focusedPartId = "";
  if (!part) return;
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
});

// New fields are inserted before the old ones are removed. Scroll anchoring follows the old ones to the end of the
// page, so it is off during a swap, and the field with the focus stays where it is in the window.
let fieldInPlace = null;
document.body.addEventListener("htmx:beforeSwap", ({ detail: { target, shouldSwap } }) => {
  if (!shouldSwap || !target.hasAttribute("data-fields-of")) return;
  const field = document.activeElement.closest("[data-field]");
  fieldInPlace = { id: field?.id, top: field?.getBoundingClientRect().top };
  document.documentElement.style.overflowAnchor = "none";
});
document.body.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
  if (!fieldInPlace || !target.hasAttribute("data-fields-of")) return;
  const field = fieldInPlace.id && document.getElementById(fieldInPlace.id);
  if (field) scrollBy({ top: field.getBoundingClientRect().top - fieldInPlace.top, behavior: "instant" });
  document.documentElement.style.overflowAnchor = "";
  fieldInPlace = null;
});

// The fields are loaded after the findings of the save have arrived, because the request for the findings runs the
// checks and the request for the fields uses their stored result.
function loadFields() {
  const findings = document.querySelector("[data-findings].htmx-request");
  if (findings) findings.addEventListener("htmx:afterRequest", () => queueMicrotask(loadFields), { once: true });
  else document.body.dispatchEvent(new CustomEvent("load-fields"));
}
document.body.addEventListener("redraw", () => queueMicrotask(loadFields));

// Drops out-of-band findings of fields and rows that are not on the page yet: they are rendered when the fields are
// loaded. Findings whose fix is being applied also stay, so that its button isn't removed before the response arrives.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.target.hasAttribute("data-findings")) return;
  const template = document.createElement("template");
  template.innerHTML = event.detail.serverResponse;
  for (const part of template.content.querySelectorAll("[hx-swap-oob]")) {
    const current = document.getElementById(part.id);
    if (!current || current.querySelector(".htmx-request")) part.remove();
  }
  event.detail.serverResponse = template.innerHTML;
});

// The button of a fix loads a preview of its changes and, when pressed again, closes it. If the focus is still on the
// button when the preview arrives, it moves into the preview. A preview that is outdated (409) is loaded again.
const partOf = (button, selector) => button.closest(".fix-offer").querySelector(`:scope > ${selector}`);

function closePreview(button) {
  button.ariaExpanded = "false";
  partOf(button, "[data-preview-container]").replaceChildren();
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.target.closest("[data-fix-preview]");
  if (!button) return;
  if (button.ariaExpanded === "true") {
    event.preventDefault();
    return closePreview(button);
  }
  partOf(button, "[data-preview-loading]").hidden = false;
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const button = event.target.closest("[data-fix-preview]");
  if (button) partOf(button, "[data-preview-loading]").hidden = true;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  const preview = event.target.matches("[data-preview-container]") && event.target.querySelector(".fix-preview");
  const button = preview && event.target.closest(".fix-offer").querySelector("[data-fix-preview]");
  if (!button) return;
  button.ariaExpanded = "true";
  if (document.activeElement === button) preview.focus();
});
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 409) return;
  for (const button of document.querySelectorAll("[data-fix-preview][aria-expanded=true]")) {
    closePreview(button);
    button.focus();
    button.click();
  }
});

// Details that somebody has opened are opened again when a save renders them again.
const openDetails = new Set();
const detailsKey = (details) => `${details.parentElement?.closest("[id]")?.id} ${details.dataset.detailsKey}`;
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.dataset.detailsKey) openDetails[target.open ? "add" : "delete"](detailsKey(target));
  },
  true,
);

function reopenDetails() {
  for (const details of document.querySelectorAll("details[data-details-key]:not([open])"))
    if (openDetails.has(detailsKey(details))) details.open = true;
}

const reopenSoon = coalesce(reopenDetails);
document.body.addEventListener("htmx:oobAfterSwap", reopenSoon);
document.body.addEventListener("htmx:afterSettle", reopenSoon);
