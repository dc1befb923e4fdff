// Edits of the table. Each returns the rows of the new state.
import { makeRow, withCells } from "./rows.js";

const idsOf = (rows) => new Set(rows.map((row) => row.id));

// changes is {id: {index of a column: value}} as Maps.
export function changedCells(rows, changes) {
  return rows.map((row) => {
    const cells = changes.get(row.id);
    const isChanged = cells && [...cells].some(([index, value]) => row.cells[index] !== value);
    return isChanged ? withCells(row, cells) : row;
  });
}

export function insertedRows(rows, added, above) {
  const index = above ? rows.findIndex((row) => row.id === above.id) + 1 : rows.length;
  return rows.toSpliced(index, 0, ...added);
}

export function duplicatedRows(rows, chosen) {
  const ids = idsOf(chosen);
  return rows.flatMap((row) => (ids.has(row.id) ? [row, makeRow(row.cells)] : [row]));
}

export function deletedRows(rows, chosen) {
  const ids = idsOf(chosen);
  return rows.filter((row) => !ids.has(row.id));
}

// Each chosen row passes the next row that is not chosen; at the end of the table, nothing moves.
export function movedRows(rows, chosen, isUp) {
  const ids = idsOf(chosen);
  const ordered = isUp ? [...rows] : rows.toReversed();
  if (ids.has(ordered[0]?.id)) return rows;
  for (let index = 1; index < ordered.length; index += 1)
    if (ids.has(ordered[index].id)) [ordered[index - 1], ordered[index]] = [ordered[index], ordered[index - 1]];
  return isUp ? ordered : ordered.reverse();
}

// The rows of the view come in its order, at the places that they have in the file.
export function reorderedRows(rows, shown) {
  const ids = idsOf(shown);
  const ordered = shown[Symbol.iterator]();
  return rows.map((row) => (ids.has(row.id) ? ordered.next().value : row));
}

// A block of cells from the active cell on. Rows below the last one are added.
export function pastedBlock(rows, shown, { block, at, emptyCells }) {
  const changes = new Map();
  const added = [];
  for (const [offset, values] of block.entries()) {
    const cells = new Map(values.map((value, index) => [at.column + index, value]));
    const row = shown[at.row + offset];
    if (row) changes.set(row.id, cells);
    else added.push(withCells(makeRow(emptyCells), cells));
  }
  return [...changedCells(rows, changes), ...added];
}

// Pasted metrics as {column: value}: those with a known name change its row, the others are added.
export function pastedMetrics(rows, pasted, { columns, nameIndex, newCells }) {
  const byName = new Map(rows.toReversed().map((row) => [row.cells[nameIndex], row]));
  const changes = new Map();
  const added = [];
  for (const values of pasted) {
    const cells = new Map(Object.entries(values).map(([column, value]) => [columns.indexOf(column), value]));
    const row = byName.get(values[columns[nameIndex]]);
    if (row) changes.set(row.id, new Map([...(changes.get(row.id) ?? []), ...cells]));
    else added.push(withCells(makeRow(newCells), cells));
  }
  return { rows: [...changedCells(rows, changes), ...added], added };
}

// Pasted metrics over the rows from the active one on.
export function pastedOver(rows, shown, pasted, { columns, at, newCells }) {
  const changes = new Map();
  const added = [];
  for (const [offset, values] of pasted.entries()) {
    const cells = new Map(Object.entries(values).map(([column, value]) => [columns.indexOf(column), value]));
    const row = shown[at + offset];
    if (row) changes.set(row.id, cells);
    else added.push(withCells(makeRow(newCells), cells));
  }
  return { rows: [...changedCells(rows, changes), ...added], added };
}
