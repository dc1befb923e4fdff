// Small manners of the wizard's pages: a link to a folded pane unfolds it, a suggestion goes into its field, the
// preview outlines what the field under edit feeds, and Enter in a line saves nothing that is not saved anyway.
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

document.addEventListener("focusin", outline);
document.addEventListener("focusout", outline);
document.body.addEventListener("htmx:afterSettle", outline);

// Whoever pressed what is gone now goes on where it stood: in what has its id, which htmx finds, else in the whole part.
let held = "";
document.body.addEventListener("htmx:beforeSwap", ({ detail: { target, shouldSwap } }) => {
  held = shouldSwap && target !== document.body && target.contains(document.activeElement) ? target.id : "";
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

// What a fix changes is fetched when its part is unfolded, and again where that failed or is no longer what would happen.
// Whoever waits for it at its button goes on in what has come.
const changeOf = (element) => element.closest?.("[data-change]");

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const change = event.target.matches("[data-change]") ? event.target : null;
  if (change && (!change.open || change.querySelector(".fix-look"))) event.preventDefault();
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  const change = changeOf(event.target);
  if (change && document.activeElement === change.querySelector("summary")) change.querySelector(".fix-look")?.focus();
});
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 409) return;
  for (const look of document.querySelectorAll("[data-change][open] .fix-look")) {
    const change = changeOf(look);
    look.remove();
    htmx.trigger(change, "toggle");
  }
});

// Rows that somebody unfolded stay so when a save draws them again.
const unfolded = new Set();
const rowKey = (row) => `${row.parentElement?.closest("[id]")?.id} ${row.dataset.unfolds}`;
document.addEventListener("toggle", ({ target }) => { if (target.dataset.unfolds) unfolded[target.open ? "add" : "delete"](rowKey(target)); }, true);

function unfold() {
  for (const row of document.querySelectorAll("details[data-unfolds]:not([open])")) if (unfolded.has(rowKey(row))) row.open = true;
}

document.body.addEventListener("htmx:oobAfterSwap", unfold);
document.body.addEventListener("htmx:afterSettle", unfold);
