// The metrics table. A changed cell is sent when it loses the focus. Requests run one after another, because every edit
// creates a new file. Enter moves to the next row, F8 to the next problem; cells pasted from a spreadsheet are sent
// together.
let queue = Promise.resolve();

const table = () => document.getElementById("metrics");
const state = () =>
  Object.fromEntries([...document.querySelectorAll("#metrics-state input")].map((input) => [input.name, input.value]));

let hasConflict = false;

function request(verb, values) {
  const card = table();
  hasConflict = false;
  return card
    ? htmx.ajax(verb, card.dataset.url, { source: card, swap: "none", values: { ...state(), ...values } })
    : null;
}

function send(values, cell) {
  queue = queue.then(() => request("POST", values)).then(() => (hasConflict && cell ? retry(cell) : null));
  return queue;
}

// Somebody else changed the file: the table is loaded again, and the edit is applied to the metric of the same name. If
// the same cell was changed, or its row was removed, the person chooses.
async function retry({ label, before, value }) {
  await request("GET", {});
  const cell = table()?.querySelector(`.editable-table input[aria-label="${CSS.escape(label)}"]`);
  if (cell?.value === value) return;
  if (cell && cell.value === before) {
    cell.value = cell.defaultValue = value;
    await request("POST", { [cell.name]: value });
  } else showConflict(cell, value);
}

function showConflict(cell, mine) {
  const labels = document.querySelector("[data-autosave]").dataset;
  const theirs = cell?.value ?? "";
  const box = Object.assign(document.createElement("div"), { className: "finding" });
  Object.assign(box.dataset, { sev: "warning", cellConflict: "" });
  const message = document.createElement("p");
  const shown = Object.assign(document.createElement(theirs ? "q" : "span"), { textContent: theirs || labels.nothing });
  message.append(Object.assign(document.createElement("b"), { textContent: labels.theirs }), " ", shown);
  box.append(message);
  if (cell) box.append(choiceButton(labels.keepMine, box, cell, mine));
  else message.append(" ", Object.assign(document.createElement("s"), { textContent: mine }));
  box.append(choiceButton(labels.takeTheirs, box, cell, theirs));
  const noteRow = cell?.closest("tr").nextElementSibling;
  if (noteRow?.matches(".note")) noteRow.firstElementChild.prepend(box);
  else table().querySelector(".table-wrap, .card-body")?.before(box);
  if (cell) cell.value = mine;
}

function choiceButton(label, box, cell, value) {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn",
    textContent: label,
  });
  button.dataset.size = "s";
  button.addEventListener("click", () => {
    const theirs = cell?.defaultValue;
    box.remove();
    if (!cell) return;
    cell.value = cell.defaultValue = value;
    if (value !== theirs)
      send({ [cell.name]: value }, { label: cell.getAttribute("aria-label"), before: theirs, value });
    cell.focus();
  });
  return button;
}

document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.elt?.id === "metrics") hasConflict = event.detail.xhr.status === 409;
});

const cellOf = (element) => element.closest?.("[data-metrics] .editable-table input");

document.addEventListener("change", (event) => {
  const cell = cellOf(event.target);
  if (!cell) return;
  const before = cell.defaultValue;
  cell.defaultValue = cell.value;
  send({ [cell.name]: cell.value }, { label: cell.getAttribute("aria-label"), before, value: cell.value });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-metrics] button[form=metrics-form]:not([data-fix-preview])");
  if (!button) return;
  event.preventDefault();
  send({ [button.name]: button.value }).then(() => {
    if (button.hasAttribute("data-metrics-add"))
      table()?.querySelector("[data-metric]:nth-last-child(2) input")?.focus();
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "F8" && table()) {
    const marked = [...table().querySelectorAll("td[data-sev] input")];
    const after = marked.find(
      (cell) => document.activeElement.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    (after ?? marked[0])?.focus();
    event.preventDefault();
  }
  const cell = event.key === "Enter" && cellOf(event.target);
  if (!cell) return;
  event.preventDefault();
  const row = cell.closest("tr");
  const column = [...row.children].indexOf(cell.parentElement);
  let next = row.nextElementSibling;
  while (next && !next.dataset.metric) next = next.nextElementSibling;
  if (next) return next.children[column].querySelector("input").focus();
  // In the last row, removing the focus for a moment sends the cell.
  cell.blur();
  cell.focus();
});

document.addEventListener("paste", (event) => {
  const cell = cellOf(event.target);
  const text = event.clipboardData.getData("text/plain");
  if (!cell || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const [, row, column] = cell.name.match(/^cell\.(\d+)\.(.*)$/);
  send({ paste: text, row, column });
});

// Marks the cells of a row with the severities of its new findings.
document.body.addEventListener("htmx:oobAfterSwap", (event) => {
  const findings = event.target;
  const row =
    findings?.id?.startsWith("findings-") && document.querySelector(`[data-metric="${findings.id.slice(9)}"]`);
  if (!row) return;
  const marks = Object.fromEntries(
    (findings.dataset.cells ?? "")
      .split(/\s+/)
      .filter(Boolean)
      .map((mark) => mark.split("=")),
  );
  for (const input of row.querySelectorAll("input")) {
    const mark = marks[input.name.replace(/^cell\.\d+\./, "")];
    if (mark) input.parentElement.dataset.sev = mark;
    else delete input.parentElement.dataset.sev;
  }
});

// The file was replaced, so the table is loaded again.
document.body.addEventListener("saved", (event) => {
  if (event.detail?.fields?.includes("metadata_csv")) document.body.dispatchEvent(new CustomEvent("metrics-changed"));
});
