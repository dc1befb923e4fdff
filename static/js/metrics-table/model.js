// The state of the table: its rows, what is stored of them, and what the checks say.
import { TableHistory } from "./history.js";
import { makeRow, matchedRows, mergedStates, operationsBetween } from "./rows.js";

export class TableModel extends EventTarget {
  columns = [];
  rows = [];
  stored = []; // the rows of the file `sha256`
  sha256 = "";
  history = new TableHistory();
  digests = new WeakMap(); // {state: digest of the file that contains it}
  marks = new Map(); // {id of a row: {line, findings, hasThreads}}
  isPasted = false;

  get nameIndex() {
    return this.columns.indexOf("metric_name");
  }

  nameOf(row) {
    return row.cells[this.nameIndex] ?? "";
  }

  get newCells() {
    return this.columns.map((column) => this.newRow[column] ?? "");
  }

  get emptyCells() {
    return this.columns.map(() => "");
  }

  isUnsaved() {
    return this.rows !== this.stored && operationsBetween(this.stored, this.rows, this.columns).length > 0;
  }

  change(rows, { isPasted = false } = {}) {
    if (rows === this.rows) return;
    this.history.push(this.rows);
    this.isPasted ||= isPasted;
    this.show(rows);
  }

  undo() {
    return this.showStep(this.history.undo(this.rows));
  }

  redo() {
    return this.showStep(this.history.redo(this.rows));
  }

  showStep(rows) {
    if (rows) this.show(rows);
    return rows !== null;
  }

  show(rows) {
    this.rows = rows;
    this.dispatchEvent(new Event("change"));
  }

  // The table as it is stored now. Returns the conflicts with what is not saved yet.
  load({ sha256, columns, rows, new_row: newRow, choices, is_editable: isEditable, fault, marks }) {
    const isOther = columns.join("\u0000") !== this.columns.join("\u0000");
    Object.assign(this, { newRow, choices, isEditable, fault, columns });
    if (isOther) this.start(rows.map(makeRow));
    const theirs = isOther ? this.rows : matchedRows(this.stored, rows, this.nameIndex);
    const conflicts = isOther ? [] : this.rebase(theirs);
    Object.assign(this, { sha256, stored: theirs });
    this.digests.set(theirs, sha256);
    this.mark(marks);
    this.show(this.rows);
    return conflicts;
  }

  start(rows) {
    this.history.clear();
    Object.assign(this, { rows, stored: rows });
  }

  rebase(theirs) {
    const base = this.stored;
    const { rows, conflicts } = mergedStates(base, this.rows, theirs);
    this.history.rebase((state) => (state === base ? theirs : mergedStates(base, state, theirs).rows));
    this.rows = operationsBetween(theirs, rows, this.columns).length ? rows : theirs;
    return conflicts;
  }

  // Edits that were not saved when the page was left: {columns, stored, rows: [[index in
  // stored or -1, cells]]}.
  restore({ columns, stored, rows }) {
    if (columns.join("\u0000") !== this.columns.join("\u0000")) return [];
    const base = stored.map(makeRow);
    const mine = rows.map(([index, cells]) => (index < 0 ? makeRow(cells) : { id: base[index].id, cells }));
    const current = this.stored.map((row) => row.cells);
    this.start(base);
    this.change(mine);
    const theirs = matchedRows(base, current, this.nameIndex);
    const conflicts = this.rebase(theirs);
    this.stored = theirs;
    this.digests.set(theirs, this.sha256);
    return conflicts;
  }

  unsaved() {
    const places = new Map(this.stored.map((row, index) => [row.id, index]));
    const stored = this.stored.map((row) => row.cells);
    const rows = this.rows.map((row) => [places.get(row.id) ?? -1, row.cells]);
    return { columns: this.columns, stored, rows };
  }

  // The findings of the checks about the stored file.
  mark({ sha256, lines, findings, threads }) {
    if (sha256 !== this.sha256) return;
    this.markedDigest = sha256;
    this.marks = new Map(
      this.stored.map((row, index) => [
        row.id,
        { index, line: lines[index], findings: findings[index] ?? [], hasThreads: threads.includes(index) },
      ]),
    );
    this.dispatchEvent(new Event("marks"));
  }

  // What is known about a row of the stored file; undefined while the checks have not seen this file.
  markOf(row) {
    return row && this.markedDigest === this.sha256 ? this.marks.get(row.id) : undefined;
  }

  get markedIds() {
    const marked = [...this.marks].filter(([, { findings, hasThreads }]) => findings.length || hasThreads);
    return new Set(marked.map(([id]) => id));
  }
}
