// Shows at each field why it could not be saved: somebody else changed the same value, or the server refused it.
//
// A conflict is shown above the findings, not among them: each save replaces the findings, and a button that is
// replaced between mousedown and mouseup gets no click.
const CONTROL = "input:not([type=hidden]), select, textarea";
const create = (tag, properties) => Object.assign(document.createElement(tag), properties);

// Problems of a row are shown below its head, because the foot of a long list may be far away.
function placeOf(form, names) {
  const row = /^\w+\.([^.]+)$/.exec(names[0])?.[1];
  const inRow = row && form.querySelector(`[data-row="${CSS.escape(row)}"] > .row-head + *`);
  return (
    inRow || names.map((name) => form.querySelector(`[data-field="${CSS.escape(name)}"] > .field-foot`)).find(Boolean)
  );
}

function boxOf(data, lead, content) {
  const box = create("div", { className: "finding" });
  Object.assign(box.dataset, data);
  const message = document.createElement("p");
  message.append(create("b", { textContent: lead }), " ", content);
  box.append(message);
  return box;
}

function choiceButton(label, choice) {
  const button = create("button", { type: "button", className: "btn", textContent: label });
  Object.assign(button.dataset, { size: "s", choose: choice });
  return button;
}

function conflictBox({ path, text }, labels) {
  const theirs = create(text ? "q" : "span", { textContent: text || labels.nothing });
  const box = boxOf({ sev: "warning", conflict: path }, labels.theirs, theirs);
  box.append(choiceButton(labels.keepMine, "mine"), choiceButton(labels.takeTheirs, "theirs"));
  return box;
}

// Conflicts that are already shown stay as they are, because somebody may be pressing one of their buttons.
export function showConflicts(form, conflicts, labels) {
  for (const conflict of conflicts) {
    const place = placeOf(form, conflict.names);
    const shown = place?.parentElement.querySelector(`[data-conflict="${CSS.escape(conflict.path)}"]`);
    if (place && !shown) place.before(conflictBox(conflict, labels));
  }
}

// Earlier refusals are removed, because their fields may have been corrected.
export function showRefusals(form, refusals, labels) {
  for (const box of form.querySelectorAll("[data-refused]")) box.remove();
  for (const { path, reason, names } of refusals)
    placeOf(form, names)?.before(boxOf({ sev: "blocker", refused: path }, `${labels.correct}:`, reason));
}

// choose gets the path of a conflict and "mine" or "theirs".
export function onChoice(form, choose) {
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-choose]");
    const box = button?.closest("[data-conflict]");
    if (!box) return;
    const field = box.closest("[data-field], [data-row]");
    box.remove();
    choose(box.dataset.conflict, button.dataset.choose);
    field.querySelector(CONTROL)?.focus();
  });
}

export function focusFirstProblem(form) {
  const problem = form.querySelector("[data-refused], [data-conflict]");
  const field = problem?.closest("[data-field], [data-row]");
  if (!field) return;
  const control = problem.matches("[data-refused]") ? field.querySelector(CONTROL) : problem.querySelector("button");
  control?.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}
