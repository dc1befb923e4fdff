// A grid with the keys of a spreadsheet. Edits are sent in the background; only rows in the window are rendered.
import { CellEditor } from "./metrics-table/cell-editor.js";
import { connectClipboard } from "./metrics-table/clipboard.js";
import { COMMANDS } from "./metrics-table/commands.js";
import { showConflictBoxes } from "./metrics-table/conflict-boxes.js";
import { changedCells } from "./metrics-table/edits.js";
import { Grid } from "./metrics-table/grid.js";
import { GridKeyboard } from "./metrics-table/keyboard.js";
import { TableModel } from "./metrics-table/model.js";
import { connectPage } from "./metrics-table/page-events.js";
import { PasteDialog } from "./metrics-table/paste-dialog.js";
import { GridPointer } from "./metrics-table/pointer.js";
import { RowNotes } from "./metrics-table/row-notes.js";
import { TableSaving } from "./metrics-table/saving.js";
import { movedCell, nextCell, Selection } from "./metrics-table/selection.js";
import { Toolbar } from "./metrics-table/toolbar.js";
import { sameView, visibleRows } from "./metrics-table/view.js";
import { runningUpload } from "./values.js";

// The texts of the status line, and those of the table.
const labelsOf = (section) => ({ ...document.querySelector("[data-autosave]")?.dataset, ...section.dataset });

class MetricsTable {
  shown = [];
  view = { filters: null, sort: null, marked: null };

  constructor(section) {
    const part = (name) => section.querySelector(name);
    Object.assign(this, { section, part, labels: labelsOf(section) });
    this.model = new TableModel();
    this.selection = new Selection();
    this.grid = new Grid(part("[data-grid-scroll]"), this);
    this.grid.onRemove = (tr) => this.editor.cell && tr.contains(this.editor.cell) && this.editor.commit("");
    this.editor = new CellEditor({
      commit: (value, step) => this.onCommit(value, step),
      cancel: () => this.focus(),
      emptyText: this.labels.labelNoMatch,
    });
    this.keyboard = new GridKeyboard(this);
    this.pointer = new GridPointer(this);
    this.toolbar = new Toolbar(section, this);
    this.notes = new RowNotes(document.getElementById("metrics-row"), section.dataset.rowUrl);
    this.dialog = new PasteDialog((data) => {
      COMMANDS.applyPasted(this, data);
      this.focus();
    });
    this.saving = new TableSaving(this.model, document.getElementById("metrics-form"), {
      rowsUrl: section.dataset.rowsUrl,
      report: (state, message) => this.report(state, message),
      onConflicts: (conflicts) => showConflictBoxes(this, conflicts),
      onSaved: (detail) => this.onSaved(detail),
    });
    this.model.addEventListener("change", () => this.refresh());
    this.model.addEventListener("marks", () => this.onMarks());
    connectClipboard(this);
    connectPage(this);
  }

  get hasFocus() {
    return document.activeElement === this.grid.table;
  }

  focus() {
    this.grid.table.focus({ preventScroll: true });
  }

  async start() {
    this.loading = this.saving.load();
    if (!(await this.loading)) return;
    if (this.model.isEditable) this.saving.restore();
    const line = Number(new URLSearchParams(location.search).get("line") ?? location.hash.match(/^#line-(\d+)$/)?.[1]);
    if (!line) return;
    this.openLine(line);
    if (location.hash.startsWith("#line-")) this.focus();
  }

  async reload() {
    await this.saving.run();
    const before = this.model.rows;
    if (!(await this.saving.load())) return;
    if (this.isFixed) this.model.history.push(before);
    this.isFixed = false;
    this.toolbar.update();
  }

  async loadMarks() {
    const response = await fetch(`${this.section.dataset.rowsUrl}?findings`).catch(() => null);
    if (!response?.ok) return;
    const marks = await response.json();
    const file = document.getElementById("metrics-file");
    if (!runningUpload(file) && shownFile() !== marks.sha256)
      htmx.swap(file, marks.file_field, { swapStyle: "innerHTML" });
    if (marks.sha256 === this.model.sha256) this.model.mark(marks);
    else if (!this.model.isUnsaved() && !this.saving.running) this.reload();
  }

  onSaved(detail) {
    this.section.dispatchEvent(new CustomEvent("stored", { bubbles: true, detail }));
    document.body.dispatchEvent(new CustomEvent("saved", { detail: { fields: ["metrics"] } }));
  }

  report(state, message) {
    const { saved, saving, signedOut, labelOffline: offline, failed } = this.labels;
    const texts = { saved, saving, offline, unavailable: failed, "signed-out": signedOut, conflict: failed };
    const status = this.part("[data-grid-status]");
    status.textContent = texts[state] ?? (message || failed);
    status.dataset.state = state;
  }

  // The rows that are shown. A sorted or filtered view stays as it is until somebody sorts or filters again.
  refresh({ isNewView = false } = {}) {
    const { rows } = this.model;
    if (!Object.values(this.view).some(Boolean)) this.shown = rows;
    else this.shown = isNewView ? visibleRows(rows, this.view) : sameView(this.shown, rows, this.rows);
    this.rows = rows; // to tell new rows from hidden ones after the next edit
    if (this.columns !== this.model.columns.join()) this.renderColumns();
    this.selection.fit(this.shown, this.model.columns.length);
    this.grid.renderHead(this.view);
    this.grid.show(this.shown);
    this.toolbar.update();
    this.part("[data-grid-empty]").hidden = rows.length > 0 || Boolean(this.model.fault);
    if (this.model.fault) this.part("[data-grid-scroll]").textContent = this.model.fault;
    this.section.dataset.size = rows.length > 8 ? "l" : "s";
  }

  renderColumns() {
    this.columns = this.model.columns.join();
    this.view = { filters: null, sort: null, marked: null };
    this.shown = this.model.rows;
    this.grid.table.ariaReadOnly = String(!this.model.isEditable);
    this.toolbar.renderColumns();
  }

  onMarks() {
    this.grid.renderRows();
    this.toolbar.update();
    if (this.notes.isUsed) this.showNotes();
  }

  showNotes() {
    this.notes.show(() => {
      const { model, saving, shown, selection } = this;
      if (saving.running || model.isUnsaved()) return null;
      return { mark: model.markOf(shown[selection.active.row]), sha256: model.sha256 };
    });
  }

  setCell({ id, column, value }) {
    this.model.change(changedCells(this.model.rows, new Map([[id, new Map([[column, value]])]])));
  }

  activate(cell, isExtending = false) {
    this.selection.moveTo(cell, isExtending);
    this.grid.reveal();
    this.toolbar.update();
    this.showNotes();
  }

  activateRow(row, column = Math.max(this.model.nameIndex, 0)) {
    const index = this.shown.indexOf(row);
    if (index >= 0) this.activate({ row: index, column });
  }

  openLine(line) {
    for (let fold = this.section.closest("details"); fold; fold = fold.parentElement.closest("details"))
      fold.open = true;
    const lineOf = (row) => this.model.marks.get(row.id)?.line ?? Infinity;
    const row = this.shown.findLast((candidate) => lineOf(candidate) <= line);
    if (row) this.activateRow(row, this.problemColumns(row)[0]);
    this.section.scrollIntoView({ block: "nearest" });
  }

  problemColumns(row) {
    const columns = this.model.marks.get(row.id)?.findings.map(({ column }) => Math.max(column, 0)) ?? [];
    return [...new Set(columns)].sort((a, b) => a - b);
  }

  openNextProblem() {
    const { row: at, column } = this.hasFocus ? this.selection.active : { row: -1, column: 0 };
    const cells = this.shown.flatMap((row, index) => this.problemColumns(row).map((c) => ({ row: index, column: c })));
    const next = cells.find((cell) => cell.row > at || (cell.row === at && cell.column > column)) ?? cells[0];
    if (!next) return;
    this.activate(next);
    this.focus();
  }

  edit(typed = null, { isComposed = false } = {}) {
    const row = this.shown[this.selection.active.row];
    if (!this.model.isEditable || !row || this.editor.isOpen) return;
    this.grid.reveal();
    const { column } = this.selection.active;
    const name = this.model.columns[column];
    const label = this.labels.labelEdit.replace("{column}", name).replace("{name}", this.model.nameOf(row));
    this.edited = { row, column };
    this.editor.open(this.grid.activeCell, {
      value: row.cells[column],
      typed: isComposed ? "" : typed,
      label,
      choices: this.model.choices[name],
    });
  }

  onCommit(value, step) {
    const { row, column } = this.edited;
    this.setCell({ id: row.id, column, value });
    if (!step) return;
    this.focus();
    const size = { rows: this.shown.length, columns: this.model.columns.length };
    const { active } = this.selection;
    const steps = {
      down: () => movedCell(active, { key: "ArrowDown" }, size),
      up: () => movedCell(active, { key: "ArrowUp" }, size),
      next: () => nextCell(active, false, size),
      back: () => nextCell(active, true, size),
    };
    this.activate(steps[step]?.() ?? active);
  }

  get chosenRows() {
    return this.selection.rowsIn(this.shown);
  }

  // {id: {column: value}} for every cell of the range.
  rangeChanges(value) {
    const { top, bottom, left, right } = this.selection.range;
    const columns = Array.from({ length: right - left + 1 }, (_unused, index) => [left + index, value]);
    return new Map(this.shown.slice(top, bottom + 1).map((row) => [row.id, new Map(columns)]));
  }

  run(name) {
    const isEdit = !["filter", "findings"].includes(name);
    if (!isEdit || this.model.isEditable) COMMANDS[name](this);
  }

  tick(from, to, isTicked) {
    this.selection.toggle(this.shown.slice(from, to + 1), isTicked);
    this.grid.paintSelection();
    this.toolbar.update();
  }

  tickActiveRows() {
    const { top, bottom } = this.selection.range;
    this.tick(top, bottom, !this.selection.ticked.has(this.shown[top]?.id));
  }

  // Esc ends a range and unticks all rows; without either, the next Tab leaves the table.
  onEscape() {
    const isPlain = !this.selection.isRange && !this.selection.ticked.size;
    this.selection.ticked.clear();
    this.activate(this.selection.active);
    return isPlain;
  }

  sortBy(column) {
    const { sort } = this.view;
    const isSame = sort?.column === column;
    this.view.sort = isSame && sort.isDescending ? null : { column, isDescending: isSame };
    this.refresh({ isNewView: true });
  }

  filterBy(index, text) {
    this.view.filters = { ...this.view.filters, [index]: text };
    this.refresh({ isNewView: true });
  }
}

// The digest of the file in its field; "" if there is none. The field may offer to restore a file that was removed.
function shownFile() {
  return JSON.parse(document.querySelector("#metrics-file [data-json]").value || "null")?.sha256 ?? "";
}

function mount() {
  const section = document.getElementById("metrics");
  if (!section?.dataset.rowsUrl || section.hasAttribute("data-ready")) return;
  section.setAttribute("data-ready", "");
  new MetricsTable(section).start();
}

mount();
document.body.addEventListener("htmx:afterSettle", mount);
