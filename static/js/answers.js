// What a save brings back to the fields. First the question where somebody else changed the same: keep mine or take
// theirs; autosave asks and listens.
//
// hears "conflicts" on a form: {questions: [{path, words (theirs as text), names: [cell, whole field]}], words}
// says  "decided" on the form: {path, choice: "mine" or "theirs"}
// Beside it why a field was not saved: refused in the same event, [{path, why, names}].
// hears "held" on a form: a button waits for fields that could not be saved; the first of them takes the focus.
// The question stands before the findings, not among them: each save draws those anew, and a button that is exchanged
// while somebody presses it is not pressed.
import { soon } from "./values.js";

const CONTROL = "input:not([type=hidden]), select, textarea";

// A whole row has its place under its head: the foot of a long list is far away.
function placeOf(form, names) {
  const row = /^\w+\.([^.]+)$/.exec(names[0])?.[1];
  const inRow = row && form.querySelector(`[data-row="${CSS.escape(row)}"] > .row-head + *`);
  return inRow || names.map((name) => form.querySelector(`[data-field="${CSS.escape(name)}"] > .field-foot`)).find(Boolean);
}

function button(choice, label) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: label });
  Object.assign(made.dataset, { size: "s", choose: choice });
  return made;
}

function boxOf({ path, words: theirs }, words) {
  const box = Object.assign(document.createElement("div"), { className: "finding" });
  Object.assign(box.dataset, { sev: "warning", conflict: path });
  const said = document.createElement("p");
  const shown = Object.assign(document.createElement(theirs ? "q" : "span"), { textContent: theirs || words.nothing });
  said.append(Object.assign(document.createElement("b"), { textContent: words.theirs }), " ", shown);
  box.append(said, button("mine", words.keepMine), button("theirs", words.takeTheirs));
  return box;
}

// Asked again after parts of the form were drawn anew: a question that still stands is left alone.
document.addEventListener("conflicts", (event) => {
  const { questions, words } = event.detail;
  for (const question of questions) {
    const place = placeOf(event.target, question.names);
    const asked = place?.parentElement.querySelector(`[data-conflict="${CSS.escape(question.path)}"]`);
    if (place && !asked) place.before(boxOf(question, words));
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
  form.dispatchEvent(new CustomEvent("decided", { detail }));
  field.querySelector(CONTROL)?.focus();
});

function noteOf({ path, why }, words) {
  const box = Object.assign(document.createElement("div"), { className: "finding" });
  Object.assign(box.dataset, { sev: "blocker", refused: path });
  const said = document.createElement("p");
  said.append(Object.assign(document.createElement("b"), { textContent: `${words.correct}:` }), " ", why);
  box.append(said);
  return box;
}

// All that is refused now: what was said before goes, for it may have been corrected.
document.addEventListener("conflicts", (event) => {
  const { refused, words } = event.detail;
  for (const box of event.target.querySelectorAll("[data-refused]")) box.remove();
  for (const each of refused) placeOf(event.target, each.names)?.before(noteOf(each, words));
  reflect();
});

// Findings that came back with a save say whether the control beside them is still wrong.
function reflect() {
  for (const field of document.querySelectorAll(".field[data-field]")) {
    const wrong = field.querySelector(":scope > [data-conflict], :scope > [data-refused], :scope > .field-foot > .findings > :is([data-sev=blocker], [data-sev=warning])");
    const controls = field.querySelectorAll(":is(input, select, textarea)[aria-describedby]");
    const control = [...controls].find((each) => each.closest("[data-field]") === field);
    if (wrong) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
  }
}

// Findings of the field that somebody is in are read out when a save changes them.
const SAID = ":scope > .field-foot > .findings > [data-sev] > p, :scope > .field-foot > .findings > [data-sev] > details > summary";
const wordsAt = (field) => [...field.querySelectorAll(SAID)].map((said) => said.textContent.replace(/\s+/g, " ").trim()).join(" ");
const heard = { id: "", text: "" };
document.addEventListener("focusin", ({ target }) => {
  const field = target.closest(".field[data-field]");
  Object.assign(heard, { id: field?.id ?? "", text: field ? wordsAt(field) : "" });
});

function readOut() {
  const [field, place] = [document.getElementById(heard.id), document.querySelector("[data-read-out]")];
  const text = field ? wordsAt(field) : "";
  if (!place || !field?.contains(document.activeElement) || text === heard.text) return;
  heard.text = text;
  place.textContent = text || place.dataset.readOut;
}

document.body.addEventListener("htmx:afterSettle", soon(() => {
  reflect();
  readOut();
}));

document.addEventListener("held", (event) => {
  const said = event.target.querySelector("[data-refused], [data-conflict]");
  const field = said?.closest("[data-field], [data-row]");
  if (!field) return;
  const control = said.matches("[data-refused]") ? field.querySelector(CONTROL) : said.querySelector("button");
  control?.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
});
