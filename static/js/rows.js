// Repeated groups of fields: add, remove and reorder with buttons, keyboard (Alt+arrow in a row) or by dragging its grip.
// Each change ends in an "input" event, so that autosave sends the list as it stands.
class Rows extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.list = this.querySelector(".row-list");
    this.template = this.querySelector("template");
    this.status = this.querySelector("[data-row-status]");
    this.counter = this.querySelector("[data-row-count]");
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("pointerdown", (event) => this.onGrab(event));
    this.addEventListener("htmx:afterSettle", (event) => this.onOpened(event.target));
    this.number();
  }

  get rows() {
    return [...this.list.children];
  }

  onClick(event) {
    const button = event.target.closest("button");
    if (!button || button.closest("slip-rows") !== this) return;
    const row = button.closest("[data-row]");
    if (button.hasAttribute("data-add")) this.add();
    else if (button.dataset.move) this.move(row, button.dataset.move === "up" ? -1 : 1, button);
    else if (button.hasAttribute("data-drop-row")) this.drop(row);
    else return;
    event.preventDefault();
  }

  onKey(event) {
    const row = event.target.closest("[data-row]");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    this.move(row, event.key === "ArrowUp" ? -1 : 1, event.target);
  }

  // A folded row came back with its fields: whoever followed a link to one of them goes on there.
  onOpened(row) {
    if (row.dataset?.row === undefined) return;
    this.number();
    const isWanted = wanted && isAround(row, wanted);
    const field = (isWanted && row.querySelector(`#${CSS.escape(wanted)}`)) || row;
    const control = field.querySelector(":is(input:not([type=hidden]), select, textarea)");
    if (isWanted || document.activeElement === document.body) control?.focus({ preventScroll: true });
    if (!isWanted) return;
    (field === row ? row.querySelector(".row-head") : field).scrollIntoView({ block: "center" });
    wanted = "";
  }

  add() {
    const most = Number(this.dataset.most || Infinity);
    if (!this.template || this.rows.length >= most) return;
    const key = crypto.randomUUID?.() ?? `new-${Date.now()}`;
    const holder = document.createElement("template");
    holder.innerHTML = this.template.innerHTML.replaceAll("__key__", key);
    const row = holder.content.firstElementChild;
    if ("first" in this.dataset) this.list.prepend(row);
    else this.list.append(row);
    globalThis.htmx?.process(row);
    row.querySelector(".row-fields :is(input:not([type=hidden]), select, textarea)")?.focus();
    this.changed(this.dataset.added);
  }

  drop(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("button") ?? this.querySelector("[data-add]"))?.focus();
    this.changed(this.dataset.removed.replace("{count}", this.rows.length));
  }

  move(row, step, focused) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    focused.focus();
    this.settle(row);
  }

  settle(row) {
    row.dataset.moved = "";
    setTimeout(() => delete row.dataset.moved, 600);
    const place = this.rows.indexOf(row) + 1;
    this.changed(this.dataset.moved.replace("{place}", place).replace("{count}", this.rows.length));
  }

  onGrab(event) {
    const grip = event.target.closest(".row-grip");
    if (!grip || event.button !== 0) return;
    const row = grip.closest("[data-row]");
    const started = this.rows.indexOf(row);
    event.preventDefault();
    const follow = (moved) => {
      const over = this.rows.find((other) => other !== row && isOver(other, moved.clientY));
      if (over) (this.rows.indexOf(over) < this.rows.indexOf(row) ? over.before(row) : over.after(row));
    };
    const release = () => {
      if (this.rows.indexOf(row) !== started) this.settle(row);
    };
    // On the document: the row leaves and enters the page while it moves, and would lose a captured pointer.
    const until = new AbortController();
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => { until.abort(); release(); }, { signal: until.signal });
    }
    document.addEventListener("pointermove", follow, { signal: until.signal });
  }

  changed(said) {
    this.number();
    this.status.textContent = said;
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  number() {
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
    const most = Number(this.dataset.most || 0);
    if (this.counter) this.counter.textContent = `${rows.length} / ${most}`;
    this.querySelector("[data-add]")?.setAttribute("aria-disabled", String(most > 0 && rows.length >= most));
  }
}

// Past the middle: rows of different height do not flicker.
function isOver(row, y) {
  const box = row.getBoundingClientRect();
  return y > box.top + box.height * 0.25 && y < box.bottom - box.height * 0.25;
}
customElements.define("slip-rows", Rows);

// A link to a folded row, or to a field of it, opens the row.
let wanted = "";
const isAround = (row, id) => id.startsWith(row.id.replace(/field$/, ""));
const foldedAt = (id) => (id ? [...document.querySelectorAll("[data-folded]")].find((row) => isAround(row, id)) : undefined);

function openRowOf(id) {
  const button = foldedAt(id)?.querySelector("[data-open-row]");
  if (!button || button.matches(".htmx-request")) return;
  wanted = id;
  button.click();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='#']");
  if (link?.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = link.hash.slice(1);
  if (!foldedAt(id) || link.matches("[data-open-row]")) return;
  event.preventDefault();
  if (location.hash === link.hash) openRowOf(id);
  else location.hash = link.hash;
});
addEventListener("hashchange", () => openRowOf(location.hash.slice(1)));
addEventListener("load", () => openRowOf(location.hash.slice(1)));
