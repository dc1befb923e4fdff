// The keys of the table while no cell is edited.
import { movedCell, nextCell } from "./selection.js";

const isCharacter = ({ key, ctrlKey, metaKey, altKey }) => [...key].length === 1 && !ctrlKey && !metaKey && !altKey;

export class GridKeyboard {
  releasesTab = false;

  constructor(table) {
    this.table = table;
    table.grid.table.addEventListener("keydown", (event) => this.onKey(event));
    table.grid.table.addEventListener("focus", () => {
      this.releasesTab = false;
    });
    // Buttons keep the focus after they have changed rows.
    table.section.addEventListener("keydown", (event) => {
      const isOnTool = event.target.matches("[data-tool], [type=checkbox]");
      if (isOnTool && this.onHistory(event)) event.preventDefault();
    });
  }

  onKey(event) {
    const { table } = this;
    if (event.target !== table.grid.table) return;
    const size = { rows: table.shown.length, columns: table.model.columns.length };
    const target = movedCell(table.selection.active, event, size);
    if (target && !event.altKey) this.moveTo(target, event);
    else if (event.key === "Tab") return this.onTab(event, size);
    else if (!this.onCommand(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  moveTo(target, { shiftKey }) {
    this.releasesTab = false;
    this.table.activate(target, shiftKey);
  }

  selectAll() {
    const { selection, shown, model } = this.table;
    selection.moveTo({ row: 0, column: 0 });
    selection.moveTo({ row: shown.length - 1, column: model.columns.length - 1 }, true);
    this.table.grid.paintSelection();
    this.table.toolbar.update();
  }

  // Tab moves through the cells. After Esc, and at the ends of the table, it leaves the table.
  onTab(event, size) {
    const cell = this.releasesTab ? null : nextCell(this.table.selection.active, event.shiftKey, size);
    if (!cell) return;
    event.preventDefault();
    this.table.activate(cell);
  }

  // Whether the key undoes or redoes a change.
  onHistory({ key, ctrlKey, metaKey, shiftKey }) {
    const name = { z: shiftKey ? "redo" : "undo", y: "redo" }[key.toLowerCase()];
    if (!name || !(ctrlKey || metaKey)) return false;
    this.table.run(name);
    return true;
  }

  // Whether the key is a command.
  onCommand(event) {
    const { table } = this;
    const isControl = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (this.onHistory(event)) return true;
    if (key === "escape") this.releasesTab = table.onEscape();
    else if (isControl && key === "a") this.selectAll();
    else if (event.key === " " && event.shiftKey) table.tickActiveRows();
    else if (table.selection.active.row < 0) {
      if (event.key !== "Enter" && event.key !== " ") return false;
      table.sortBy(table.selection.active.column);
    } else if (key === "enter" || key === "f2") table.edit();
    else if (key === "delete" || key === "backspace") table.run("clear");
    else if (key === "process") table.edit("", { isComposed: true });
    else if (isCharacter(event)) table.edit(event.key);
    else return false;
    return key !== "process";
  }
}
