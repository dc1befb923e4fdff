// Mouse and touch: a click or tap selects a cell, a double click or a second tap edits it, the mouse selects ranges.
const cellUnder = (event) => event.target.closest?.("[id^=cell-]");

export class GridPointer {
  isDragging = false;

  constructor(table) {
    this.table = table;
    const { body, head } = table.grid;
    body.addEventListener("mousedown", (event) => this.onMouseDown(event));
    body.addEventListener("mouseover", (event) => this.onMouseOver(event));
    addEventListener("mouseup", () => {
      this.isDragging = false;
    });
    body.addEventListener("pointerdown", ({ pointerType }) => {
      this.isTouch = pointerType === "touch";
    });
    body.addEventListener("click", (event) => this.onClick(event));
    body.addEventListener("dblclick", (event) => cellUnder(event) && table.edit());
    head.addEventListener("click", (event) => this.onHeadClick(event));
    head.addEventListener("input", (event) => this.onHeadInput(event));
    head.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }

  onMouseDown(event) {
    const cell = cellUnder(event);
    if (!cell || event.button !== 0 || event.target.closest(".cell-editor") || this.isTouch) return;
    event.preventDefault();
    this.isDragging = true;
    this.table.focus();
    this.table.activate(this.table.grid.placeOf(cell), event.shiftKey);
  }

  onMouseOver(event) {
    const cell = this.isDragging && cellUnder(event);
    if (cell) this.table.activate(this.table.grid.placeOf(cell), true);
  }

  onClick(event) {
    const tick = event.target.closest("td:first-child");
    if (tick) return this.onTick(event, tick);
    const cell = cellUnder(event);
    if (!cell || !this.isTouch || event.target.closest(".cell-editor")) return;
    if (cell.hasAttribute("data-active") && !this.table.selection.isRange) return this.table.edit();
    this.table.focus();
    this.table.activate(this.table.grid.placeOf(cell));
  }

  // The whole cell ticks its row. With Shift, all rows from the last ticked one are ticked.
  onTick(event, cell) {
    const { row } = this.table.grid.placeOf(cell);
    const box = cell.querySelector("input");
    if (event.target !== box) box.checked = !box.checked;
    const from = event.shiftKey ? (this.lastTick ?? row) : row;
    this.lastTick = row;
    this.table.tick(Math.min(from, row), Math.max(from, row), box.checked);
  }

  onHeadClick({ target }) {
    const { table } = this;
    const button = target.closest("[data-sort]");
    if (button) table.sortBy(Number(button.dataset.sort));
    if (target.matches("[data-tick-all]")) table.tick(0, table.shown.length - 1, target.checked);
  }

  onHeadInput({ target }) {
    if (target.matches("[data-filter]")) this.table.filterBy(Number(target.dataset.filter), target.value);
  }
}
