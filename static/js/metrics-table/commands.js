// The commands of keys and buttons. Each gets the table.
import {
  changedCells,
  deletedRows,
  duplicatedRows,
  insertedRows,
  movedRows,
  pastedMetrics,
  pastedOver,
  reorderedRows,
} from "./edits.js";
import { makeRow } from "./rows.js";

function moveRows(table, isUp) {
  const rows = table.chosenRows;
  const active = table.shown[table.selection.active.row];
  const { column } = table.selection.active;
  const { selection } = table;
  const height = selection.anchor.row - selection.active.row;
  table.model.change(movedRows(table.model.rows, rows, isUp));
  table.activateRow(active, column);
  selection.anchor = { ...selection.anchor, row: selection.active.row + height };
  table.grid.paintSelection();
}

// The active cell moves to what the step changed: it may be far away, and a screen reader reports only this cell.
function showStep(table, step) {
  const before = new Map(table.model.rows.map(({ id, cells }) => [id, cells]));
  if (!step()) return;
  const changedColumn = ({ id, cells }) => cells.findIndex((cell, index) => cell !== before.get(id)[index]);
  const row = table.shown.find((shown) => !before.has(shown.id) || changedColumn(shown) >= 0);
  if (row) table.activateRow(row, before.has(row.id) ? changedColumn(row) : undefined);
}

export const COMMANDS = {
  undo: (table) => showStep(table, () => table.model.undo()),
  redo: (table) => showStep(table, () => table.model.redo()),
  up: (table) => moveRows(table, true),
  down: (table) => moveRows(table, false),

  add(table) {
    const row = makeRow(table.model.newCells);
    table.model.change(insertedRows(table.model.rows, [row]));
    table.activateRow(row);
    table.focus();
    table.edit();
  },

  duplicate(table) {
    const rows = table.chosenRows;
    table.model.change(duplicatedRows(table.model.rows, rows));
  },

  delete(table) {
    table.model.change(deletedRows(table.model.rows, table.chosenRows));
  },

  set(table) {
    const { column, value } = table.toolbar.bulkValue;
    const cells = new Map([[table.model.columns.indexOf(column), value]]);
    table.model.change(changedCells(table.model.rows, new Map(table.chosenRows.map(({ id }) => [id, cells]))));
  },

  clear(table) {
    table.model.change(changedCells(table.model.rows, table.rangeChanges("")));
  },

  paste(table) {
    table.dialog.open();
  },

  // What the dialog shows: {rows: [{column: value}], target, fills}.
  applyPasted(table, { rows: pasted, target, fills }) {
    const { columns, nameIndex, newCells, emptyCells, rows } = table.model;
    const cells = fills ? newCells.with(nameIndex, "") : emptyCells;
    const at = table.selection.active.row;
    const result =
      target === "cell"
        ? pastedOver(rows, table.shown, pasted, { columns, at, newCells: cells })
        : pastedMetrics(rows, pasted, { columns, nameIndex, newCells: cells });
    table.model.change(result.rows, { isPasted: true });
    if (result.added.length) table.activateRow(result.added[0]);
  },

  // Saves the order of the view in the file.
  "keep-order"(table) {
    const { shown, view } = table;
    view.sort = null;
    table.model.change(reorderedRows(table.model.rows, shown));
    table.refresh({ isNewView: true });
  },

  filter(table) {
    table.view.filters = table.view.filters ? null : {};
    table.refresh({ isNewView: true });
    if (table.view.filters) table.section.querySelector("[data-filter]").focus();
  },

  findings(table) {
    table.view.marked = table.view.marked ? null : table.model.markedIds;
    table.refresh({ isNewView: true });
  },
};
