// Shows at each field why autosave could not save it: somebody else changed the same value, or the server refused it.
//
// listens to "field-problems" on a form: {conflicts: [{path, text (their value), names: [cell, whole field]}],
//   refused: [{path, reason, names}], labels}
// listens to "save-blocked" on a form: a button waits for fields that could not be saved; the first of them gets the
//   focus
// dispatches "conflict-resolved" on the form: {path, choice: "mine" or "theirs"}
// A conflict is shown above the findings, not among them: each save replaces the findings, and a button that is
// replaced between mousedown and mouseup gets no click.
import { coalesce } from "./values.js";

const CONTROL = "input:not([type=hidden]), select, textarea";

// Problems of a row are shown below its head, because the foot of a long list may be far away.
function placeOf(form, names) {
  const row = /^\w+\.([^.]+)$/.exec(names[0])?.[1];
  const inRow = row && form.querySelector(`[data-row="${CSS.escape(row)}"] > .row-head + *`);
  return (
    inRow || names.map((name) => form.querySelector(`[data-field="${CSS.escape(name)}"] > .field-foot`)).find(Boolean)
  );
}

function choiceButton(choice, label) {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn",
    textContent: label,
  });
  Object.assign(button.dataset, { size: "s", choose: choice });
  return button;
}

function conflictBox({ path, text }, labels) {
  const box = Object.assign(document.createElement("div"), { className: "finding" });
  Object.assign(box.dataset, { sev: "warning", conflict: path });
  const message = document.createElement("p");
  const theirs = Object.assign(document.createElement(text ? "q" : "span"), { textContent: text || labels.nothing });
  message.append(Object.assign(document.createElement("b"), { textContent: labels.theirs }), " ", theirs);
  box.append(message, choiceButton("mine", labels.keepMine), choiceButton("theirs", labels.takeTheirs));
  return box;
}

// The event is repeated after parts of the form were rendered again, so conflicts that are already shown are skipped.
document.addEventListener("field-problems", (event) => {
  const { conflicts, labels } = event.detail;
  for (const conflict of conflicts) {
    const place = placeOf(event.target, conflict.names);
    const shown = place?.parentElement.querySelector(`[data-conflict="${CSS.escape(conflict.path)}"]`);
    if (place && !shown) place.before(conflictBox(conflict, labels));
  }
});

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-choose]");
  const box = chosen?.closest("[data-conflict]");
  if (!box) return;
  const field = box.closest("[data-field], [data-row]");
  const form = box.closest("form");
  box.remove();
  const detail = { path: box.dataset.conflict, choice: chosen.dataset.choose };
  form.dispatchEvent(new CustomEvent("conflict-resolved", { detail }));
  field.querySelector(CONTROL)?.focus();
});

function refusalBox({ path, reason }, labels) {
  const box = Object.assign(document.createElement("div"), { className: "finding" });
  Object.assign(box.dataset, { sev: "blocker", refused: path });
  const message = document.createElement("p");
  message.append(Object.assign(document.createElement("b"), { textContent: `${labels.correct}:` }), " ", reason);
  box.append(message);
  return box;
}

// The event contains all refused fields. Earlier messages are removed, because their fields may have been corrected.
document.addEventListener("field-problems", (event) => {
  const { refused, labels } = event.detail;
  for (const box of event.target.querySelectorAll("[data-refused]")) box.remove();
  for (const each of refused) placeOf(event.target, each.names)?.before(refusalBox(each, labels));
  updateInvalid();
});

// A control is invalid while its field shows a conflict, a refusal, a blocker or a warning.
function updateInvalid() {
  for (const field of document.querySelectorAll(".field[data-field]")) {
    const wrong = field.querySelector(
      ":scope > :is([data-conflict], [data-refused]), " +
        ":scope > .field-foot > .findings > :is([data-sev=blocker], [data-sev=warning])",
    );
    const controls = field.querySelectorAll(":is(input, select, textarea)[aria-describedby]");
    const control = [...controls].find((each) => each.closest("[data-field]") === field);
    if (wrong) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
  }
}

// Screen readers announce the findings of the focused field when a save changes them.
const FINDING_TEXTS =
  ":scope > .field-foot > .findings > [data-sev] > p, " +
  ":scope > .field-foot > .findings > [data-sev] > details > summary";
const findingsText = (field) =>
  [...field.querySelectorAll(FINDING_TEXTS)].map((each) => each.textContent.replace(/\s+/g, " ").trim()).join(" ");
const announced = { id: "", text: "" };
document.addEventListener("focusin", ({ target }) => {
  const field = target.closest(".field[data-field]");
  Object.assign(announced, { id: field?.id ?? "", text: field ? findingsText(field) : "" });
});

function announceFindings() {
  const [field, region] = [document.getElementById(announced.id), document.querySelector("[data-read-out]")];
  const text = field ? findingsText(field) : "";
  if (!region || !field?.contains(document.activeElement) || text === announced.text) return;
  announced.text = text;
  region.textContent = text || region.dataset.readOut;
}

document.body.addEventListener(
  "htmx:afterSettle",
  coalesce(() => {
    updateInvalid();
    announceFindings();
  }),
);

document.addEventListener("save-blocked", (event) => {
  const problem = event.target.querySelector("[data-refused], [data-conflict]");
  const field = problem?.closest("[data-field], [data-row]");
  if (!field) return;
  const control = problem.matches("[data-refused]") ? field.querySelector(CONTROL) : problem.querySelector("button");
  control?.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
});
