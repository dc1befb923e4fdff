// Repeated groups of fields. Rows are added and removed with buttons, and moved with buttons, Alt+arrow key or by
// dragging. Each change dispatches an "input" event, so that autosave sends the whole list.
const removedRows = new WeakMap(); // the line that took the place of a row -> the row

class Rows extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.list = this.querySelector(".row-list");
    this.template = this.querySelector(":scope > template:not([data-removal])");
    this.removal = this.querySelector(":scope > template[data-removal]");
    this.status = this.querySelector("[data-row-status]");
    this.counter = this.querySelector("[data-row-count]");
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("pointerdown", (event) => this.onPointerDown(event));
    this.addEventListener("htmx:afterSettle", (event) => this.onRowLoaded(event.target));
    this.updateControls();
  }

  get rows() {
    return [...this.list.children].filter((item) => item.dataset.row !== undefined);
  }

  get isFull() {
    return this.rows.length >= Number(this.dataset.most || Infinity);
  }

  onClick(event) {
    const button = event.target.closest("button");
    if (!button || button.closest("slip-rows") !== this) return;
    const row = button.closest("[data-row]");
    if (button.hasAttribute("data-add")) this.add();
    else if (button.dataset.move) this.move(row, button.dataset.move === "up" ? -1 : 1, button);
    else if (button.hasAttribute("data-drop-row")) this.removeRow(row);
    else if (button.hasAttribute("data-restore-row")) this.restoreRow(button.closest("li"));
    else return;
    event.preventDefault();
  }

  onKey(event) {
    const row = event.target.closest("[data-row]");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    this.move(row, event.key === "ArrowUp" ? -1 : 1, event.target);
  }

  // The fields of a folded row were loaded. If a link to one of them was followed, that field gets the focus.
  onRowLoaded(row) {
    if (row.dataset?.row === undefined) return;
    this.updateControls();
    const isTarget = targetId && contains(row, targetId);
    const field = (isTarget && row.querySelector(`#${CSS.escape(targetId)}`)) || row;
    const control = field.querySelector(":is(input:not([type=hidden]), select, textarea)");
    if (isTarget || document.activeElement === document.body) control?.focus({ preventScroll: true });
    if (!isTarget) return;
    (field === row ? row.querySelector(".row-head") : field).scrollIntoView({ block: "center" });
    targetId = "";
  }

  add() {
    if (!this.template || this.isFull) return;
    const key = crypto.randomUUID?.() ?? `new-${Date.now()}`;
    const holder = document.createElement("template");
    holder.innerHTML = this.template.innerHTML.replaceAll("__key__", key);
    const row = holder.content.firstElementChild;
    if ("first" in this.dataset) this.list.prepend(row);
    else this.list.append(row);
    globalThis.htmx?.process(row);
    const first = row.querySelector(".row-fields :is(input:not([type=hidden]), select, textarea)");
    first?.focus();
    first?.select?.(); // so that typing replaces a proposed value
    this.notify(this.dataset.added);
  }

  // A line with a button that restores the row takes its place.
  removeRow(row) {
    const line = this.removal.content.firstElementChild.cloneNode(true);
    const name = line.querySelector("[data-removed-name]");
    const title = row.querySelector(".row-title").textContent.trim() || String(this.rows.indexOf(row) + 1);
    name.textContent = name.textContent.replace("{row}", title);
    removedRows.set(line, row);
    row.replaceWith(line);
    line.querySelector("button").focus();
    this.notify(this.dataset.removed.replace("{count}", this.rows.length));
  }

  // The row has its values and its key again.
  restoreRow(line) {
    if (this.isFull) return;
    const row = removedRows.get(line);
    line.replaceWith(row);
    row.querySelector("[data-drop-row]").focus();
    this.highlight(row);
  }

  move(row, step, focused) {
    const other = this.rows[this.rows.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    focused.focus();
    this.highlight(row);
  }

  highlight(row) {
    row.dataset.moved = "";
    setTimeout(() => delete row.dataset.moved, 600);
    const place = this.rows.indexOf(row) + 1;
    this.notify(this.dataset.moved.replace("{place}", place).replace("{count}", this.rows.length));
  }

  onPointerDown(event) {
    const grip = event.target.closest(".row-grip");
    if (!grip || event.button !== 0) return;
    const row = grip.closest("[data-row]");
    const startIndex = this.rows.indexOf(row);
    event.preventDefault();
    const follow = (moved) => {
      const over = this.rows.find((other) => other !== row && isOver(other, moved.clientY));
      if (over) this.rows.indexOf(over) < this.rows.indexOf(row) ? over.before(row) : over.after(row);
    };
    const release = () => {
      if (this.rows.indexOf(row) !== startIndex) this.highlight(row);
    };
    // On the document, because moving the row in the DOM releases its pointer capture.
    const listeners = new AbortController();
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(
        end,
        () => {
          listeners.abort();
          release();
        },
        { signal: listeners.signal },
      );
    }
    document.addEventListener("pointermove", follow, { signal: listeners.signal });
  }

  notify(text) {
    this.updateControls();
    this.status.textContent = text;
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  updateControls() {
    const rows = this.rows;
    rows.forEach((row, index) => {
      if (!row.querySelector(".row-title").textContent) {
        for (const button of row.querySelectorAll(".row-head button")) {
          button.ariaLabel = button.ariaLabel.replace(/: .*$/, `: ${index + 1}`);
        }
      }
      for (const button of row.querySelectorAll("[data-move]")) {
        button.setAttribute("aria-disabled", String(index === (button.dataset.move === "up" ? 0 : rows.length - 1)));
      }
    });
    if (this.counter) this.counter.textContent = `${rows.length} / ${this.dataset.most}`;
    for (const button of this.querySelectorAll("[data-add], [data-restore-row]")) {
      button.setAttribute("aria-disabled", String(this.isFull));
    }
  }
}

// Only the middle half of a row counts. Otherwise rows of different heights would swap back and forth.
function isOver(row, y) {
  const box = row.getBoundingClientRect();
  return y > box.top + box.height * 0.25 && y < box.bottom - box.height * 0.25;
}
customElements.define("slip-rows", Rows);

// A link to a folded row, or to one of its fields, unfolds the row.
let targetId = "";
const contains = (row, id) => id.startsWith(row.id.replace(/field$/, ""));
const foldedRowOf = (id) =>
  id ? [...document.querySelectorAll("[data-folded]")].find((row) => contains(row, id)) : undefined;

function openRowOf(id) {
  const button = foldedRowOf(id)?.querySelector("[data-open-row]");
  if (!button || button.matches(".htmx-request")) return;
  targetId = id;
  button.click();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='#']");
  if (link?.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = link.hash.slice(1);
  if (!foldedRowOf(id) || link.matches("[data-open-row]")) return;
  event.preventDefault();
  if (location.hash === link.hash) openRowOf(id);
  else location.hash = link.hash;
});
addEventListener("hashchange", () => openRowOf(location.hash.slice(1)));
addEventListener("load", () => openRowOf(location.hash.slice(1)));
