// Small manners of the wizard's pages: a link to a folded pane unfolds it, a suggestion goes into its field, the
// preview outlines what the field under edit feeds, and Enter in a line saves nothing that is not saved anyway.
import { soon } from "./values.js";

const SHOWN_IN = { title: ".tile h3 > *", short_description: ".tile p > span:last-of-type", categories: ".tile footer", vendor_name: ".tile p > .faint" };

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  const pane = link && document.getElementById(link.dataset.open);
  if (pane) pane.open = true;
  const suggestion = event.target.closest("[data-put]");
  const field = suggestion && document.getElementById(suggestion.dataset.put);
  if (!field) return;
  event.preventDefault();
  field.value = suggestion.dataset.text ?? suggestion.value;
  suggestion.hidden = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

document.addEventListener("submit", (event) => { if (event.submitter?.hasAttribute("data-default")) event.preventDefault(); }, true);

function outline() {
  const stage = document.getElementById("preview-stage");
  if (!stage) return;
  for (const old of stage.querySelectorAll(".live")) old.classList.remove("live");
  const part = SHOWN_IN[document.activeElement?.closest("[data-field]")?.dataset.field];
  if (part) stage.querySelector(part)?.classList.add("live");
}

// Browsers leave a field where it is if it is in the window, even partly under the foot bar: Tab moves it out, but not its
// first lines under the head of the page.
const GAP_PX = 8;
document.addEventListener("keyup", ({ key }) => {
  const [bar, field] = [document.querySelector(".foot-bar"), document.activeElement];
  if (key !== "Tab" || !bar || bar.contains(field)) return;
  const [box, around] = [field.getBoundingClientRect(), bar.getBoundingClientRect()];
  const covered = box.top < around.bottom ? box.bottom + GAP_PX - around.top : 0;
  const free = box.top - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
  if (covered > 0 && free > 0) scrollBy(0, Math.min(covered, free));
});

document.addEventListener("focusin", outline);
document.addEventListener("focusout", outline);
document.body.addEventListener("htmx:afterSettle", outline);

// Whoever pressed what is gone now goes on where it stood: in what has its id, which htmx finds, else in the whole part.
let held = "";
document.body.addEventListener("htmx:beforeSwap", ({ detail: { target, shouldSwap } }) => {
  held = shouldSwap && target !== document.body && target.contains(document.activeElement) ? target.id : "";
});
document.body.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, shouldSwap } }) => {
  if (shouldSwap && target.contains(document.activeElement)) held = target.id;
});
document.body.addEventListener("htmx:afterSettle", () => {
  const part = held && document.activeElement === document.body ? document.getElementById(held) : null;
  held = "";
  if (!part) return;
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
});

// What is said at a field or row that this page does not draw yet has no place here: the next drawing brings both. Where
// a fix is on its way its button stays until the answer, which draws the field anew.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.target.hasAttribute("data-said")) return;
  const holder = document.createElement("template");
  holder.innerHTML = event.detail.serverResponse;
  for (const said of holder.content.querySelectorAll("[hx-swap-oob]")) {
    const place = document.getElementById(said.id);
    if (!place || place.querySelector(".htmx-request")) said.remove();
  }
  event.detail.serverResponse = holder.innerHTML;
});

// What a fix changes is fetched by its button and put away by it again. Whoever waits there goes on in what has come. Where
// it is not what would happen any more, it comes anew.
const partOf = (button, part) => button.closest(".fix-offer").querySelector(`:scope > ${part}`);

function putAway(button) {
  button.ariaExpanded = "false";
  partOf(button, "[data-shown]").replaceChildren();
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.target.closest("[data-look]");
  if (!button) return;
  if (button.ariaExpanded === "true") {
    event.preventDefault();
    return putAway(button);
  }
  partOf(button, "[data-coming]").hidden = false;
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const button = event.target.closest("[data-look]");
  if (button) partOf(button, "[data-coming]").hidden = true;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  const look = event.target.matches("[data-shown]") && event.target.querySelector(".fix-look");
  const button = look && event.target.closest(".fix-offer").querySelector("[data-look]");
  if (!button) return;
  button.ariaExpanded = "true";
  if (document.activeElement === button) look.focus();
});
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 409) return;
  for (const button of document.querySelectorAll("[data-look][aria-expanded=true]")) {
    putAway(button);
    button.focus();
    button.click();
  }
});

// Rows that somebody unfolded stay so when a save draws them again.
const unfolded = new Set();
const rowKey = (row) => `${row.parentElement?.closest("[id]")?.id} ${row.dataset.unfolds}`;
document.addEventListener("toggle", ({ target }) => { if (target.dataset.unfolds) unfolded[target.open ? "add" : "delete"](rowKey(target)); }, true);

function unfold() {
  for (const row of document.querySelectorAll("details[data-unfolds]:not([open])")) if (unfolded.has(rowKey(row))) row.open = true;
}

const unfoldSoon = soon(unfold);
document.body.addEventListener("htmx:oobAfterSwap", unfoldSoon);
document.body.addEventListener("htmx:afterSettle", unfoldSoon);
