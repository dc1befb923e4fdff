// Rows are never changed: an edit makes a new row with the same id, and a state of the table is an array of rows.
let lastRowId = 0;

export function makeRow(cells) {
  lastRowId += 1;
  return { id: lastRowId, cells };
}

export const withCells = (row, changes) => ({
  id: row.id,
  cells: row.cells.map((cell, index) => changes.get(index) ?? cell),
});

const sameCells = (one, other) => one.length === other.length && one.every((cell, index) => cell === other[index]);
const rowsById = (rows) => new Map(rows.map((row) => [row.id, row]));

// What turns one state into another, for the server: rows are counted after the operations before.
export function operationsBetween(before, after, columns) {
  const [old, next] = [rowsById(before), rowsById(after)];
  const removals = [...before.keys()].filter((index) => !next.has(before[index].id)).reverse();
  const operations = removals.map((row) => ({ op: "remove", row }));
  const order = orderOf(
    before.filter((row) => next.has(row.id)),
    after.filter((row) => old.has(row.id)),
  );
  if (order) operations.push({ op: "order", rows: order });
  for (const [row, { id, cells }] of after.entries()) {
    const former = old.get(id)?.cells;
    if (!former) operations.push({ op: "add", row, values: valuesOf(cells, columns) });
    else if (former !== cells)
      for (const [index, value] of cells.entries())
        if (value !== former[index]) operations.push({ op: "set", row, column: columns[index], value });
  }
  return operations;
}

const valuesOf = (cells, columns) =>
  Object.fromEntries(columns.map((column, index) => [column, cells[index]]).filter(([, value]) => value));

// The former index of each row; null if all are where they were.
function orderOf(before, after) {
  if (before.every((row, index) => row.id === after[index].id)) return null;
  const places = new Map(before.map((row, index) => [row.id, index]));
  return after.map((row) => places.get(row.id));
}

// The rows of a table that was loaded again, with the ids of the rows that have the same name or else the same other
// cells.
export function matchedRows(before, table, nameIndex) {
  const rows = new Array(table.length);
  const unmatched = [...before];
  for (const keyOf of [(cells) => cells[nameIndex], (cells) => cells.toSpliced(nameIndex, 1).join("\u0000")]) {
    const waiting = new Map();
    for (const row of unmatched.splice(0)) {
      const key = keyOf(row.cells);
      waiting.set(key, [...(waiting.get(key) ?? []), row]);
    }
    for (const [index, cells] of table.entries()) {
      const row = rows[index] ? null : waiting.get(keyOf(cells))?.shift();
      if (row) rows[index] = sameCells(row.cells, cells) ? row : { id: row.id, cells };
    }
    unmatched.push(...[...waiting.values()].flat());
  }
  return Array.from(table, (cells, index) => rows[index] ?? makeRow(cells));
}

// Combines two changes of the same state. A cell or row that both changed keeps their value and is a conflict.
export function mergedStates(base, mine, theirs) {
  if (theirs === base) return { rows: mine, conflicts: [] };
  const [baseById, mineById, theirsById] = [base, mine, theirs].map(rowsById);
  const conflicts = [];
  const isCommon = (row) => baseById.has(row.id);
  const isMoved = orderOf(
    base.filter((row) => mineById.has(row.id)),
    mine.filter(isCommon),
  );
  const [first, second] = isMoved ? [mine, theirs] : [theirs, mine];
  const rows = [];
  for (const row of woven(first, second)) {
    const [former, own, other] = [baseById, mineById, theirsById].map((byId) => byId.get(row.id));
    if (!former || (own && other)) rows.push(former ? mergedRow(former, own, other, conflicts) : row);
    else if (own && own.cells !== former.cells && !sameCells(own.cells, former.cells))
      conflicts.push({ id: row.id, column: -1, mine: own.cells, theirs: null });
    else if (other && !sameCells(other.cells, former.cells)) rows.push(other);
  }
  return { rows, conflicts };
}

// The rows of the first state, and those that only the second one has, each below the row that is above it there.
function woven(first, second) {
  const missing = new Map();
  const firstIds = rowsById(first);
  let above = 0;
  for (const row of second) {
    if (firstIds.has(row.id)) above = row.id;
    else missing.set(above, [...(missing.get(above) ?? []), row]);
  }
  return [...(missing.get(0) ?? []), ...first.flatMap((row) => [row, ...(missing.get(row.id) ?? [])])];
}

function mergedRow(base, mine, theirs, conflicts) {
  if (mine.cells === base.cells) return theirs;
  const cells = base.cells.map((cell, column) => {
    const [own, other] = [mine.cells[column], theirs.cells[column]];
    if (own === cell || own === other) return other;
    if (other === cell) return own;
    conflicts.push({ id: base.id, column, mine: own, theirs: other });
    return other;
  });
  return sameCells(cells, theirs.cells) ? theirs : { id: base.id, cells };
}
