// The metrics table: each cell is sent when it is left, one after another, because every edit makes a new file.
// Enter goes to the next row, F8 to the next finding; a block from a spreadsheet is pasted as a whole.
let queue = Promise.resolve();

const table = () => document.getElementById("metrics");
const state = () => Object.fromEntries([...document.querySelectorAll("#metrics-state input")].map((input) => [input.name, input.value]));

let refused = false;

function ask(verb, values) {
  const card = table();
  refused = false;
  return card ? htmx.ajax(verb, card.dataset.url, { source: card, swap: "none", values: { ...state(), ...values } }) : null;
}

function send(values, cell) {
  queue = queue.then(() => ask("POST", values)).then(() => (refused && cell ? again(cell) : null));
  return queue;
}

// Somebody else changed the file: the table comes anew, and what was typed goes to the metric of the same name. If
// they changed the same cell, or removed its row, the person chooses.
async function again({ label, before, value }) {
  await ask("GET", {});
  const cell = table()?.querySelector(`.sheet input[aria-label="${CSS.escape(label)}"]`);
  if (cell?.value === value) return;
  if (cell && cell.value === before) {
    cell.value = cell.defaultValue = value;
    await ask("POST", { [cell.name]: value });
  } else question(cell, value);
}

function question(cell, mine) {
  const words = document.querySelector("[data-autosave]").dataset;
  const theirs = cell?.value ?? "";
  const box = Object.assign(document.createElement("div"), { className: "finding" });
  Object.assign(box.dataset, { sev: "warning", sheetConflict: "" });
  const said = document.createElement("p");
  const shown = Object.assign(document.createElement(theirs ? "q" : "span"), { textContent: theirs || words.nothing });
  said.append(Object.assign(document.createElement("b"), { textContent: words.theirs }), " ", shown);
  box.append(said);
  if (cell) box.append(choice(words.keepMine, box, cell, mine));
  else said.append(" ", Object.assign(document.createElement("s"), { textContent: mine }));
  box.append(choice(words.takeTheirs, box, cell, theirs));
  const note = cell?.closest("tr").nextElementSibling;
  if (note?.matches(".note")) note.firstElementChild.prepend(box);
  else table().querySelector(".table-wrap, .card-body")?.before(box);
  if (cell) cell.value = mine;
}

function choice(label, box, cell, value) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: label });
  made.dataset.size = "s";
  made.addEventListener("click", () => {
    const theirs = cell?.defaultValue;
    box.remove();
    if (!cell) return;
    cell.value = cell.defaultValue = value;
    if (value !== theirs) send({ [cell.name]: value }, { label: cell.getAttribute("aria-label"), before: theirs, value });
    cell.focus();
  });
  return made;
}

document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.elt?.id === "metrics") refused = event.detail.xhr.status === 409;
});

const cellOf = (element) => element.closest?.("[data-metrics] .sheet input");

document.addEventListener("change", (event) => {
  const cell = cellOf(event.target);
  if (!cell) return;
  const before = cell.defaultValue;
  cell.defaultValue = cell.value;
  send({ [cell.name]: cell.value }, { label: cell.getAttribute("aria-label"), before, value: cell.value });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-metrics] button[form=metrics-form]:not([data-look])");
  if (!button) return;
  event.preventDefault();
  send({ [button.name]: button.value }).then(() => {
    if (button.hasAttribute("data-metrics-add")) table()?.querySelector("[data-metric]:nth-last-child(2) input")?.focus();
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "F8" && table()) {
    const marked = [...table().querySelectorAll("td[data-sev] input")];
    const after = marked.find((cell) => document.activeElement.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING);
    (after ?? marked[0])?.focus();
    event.preventDefault();
  }
  const cell = event.key === "Enter" && cellOf(event.target);
  if (!cell) return;
  event.preventDefault();
  const row = cell.closest("tr");
  const place = [...row.children].indexOf(cell.parentElement);
  let next = row.nextElementSibling;
  while (next && !next.dataset.metric) next = next.nextElementSibling;
  if (next) return next.children[place].querySelector("input").focus();
  // Below the last row there is nothing to go to; leaving the cell for a moment sends it.
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

// What is said at a row marks its cells.
document.body.addEventListener("htmx:oobAfterSwap", (event) => {
  const said = event.target;
  const row = said?.id?.startsWith("said-") && document.querySelector(`[data-metric="${said.id.slice(5)}"]`);
  if (!row) return;
  const marks = Object.fromEntries((said.dataset.cells ?? "").split(/\s+/).filter(Boolean).map((mark) => mark.split("=")));
  for (const input of row.querySelectorAll("input")) {
    const mark = marks[input.name.replace(/^cell\.\d+\./, "")];
    if (mark) input.parentElement.dataset.sev = mark;
    else delete input.parentElement.dataset.sev;
  }
});

// Another file in its place.
document.body.addEventListener("saved", (event) => {
  if (event.detail?.fields?.includes("metadata_csv")) document.body.dispatchEvent(new CustomEvent("metrics-changed"));
});
