// Which rows are shown in which order, and which of them are in the window.
const ROWS_AROUND = 8;
const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

// filters is {index of a column: text}, sort {column, isDescending}, marked the ids of the rows with findings; each is
// null if it is not used.
export function visibleRows(rows, { filters, sort, marked }) {
  const texts = Object.entries(filters ?? {}).map(([index, text]) => [Number(index), text.trim().toLowerCase()]);
  const wanted = texts.filter(([, text]) => text);
  const shown = rows.filter(
    (row) =>
      (!marked || marked.has(row.id)) && wanted.every(([index, text]) => row.cells[index].toLowerCase().includes(text)),
  );
  if (!sort) return shown;
  // Empty cells come last in both orders.
  const direction = sort.isDescending ? -1 : 1;
  return shown.sort(({ cells: { [sort.column]: a } }, { cells: { [sort.column]: b } }) =>
    a && b ? direction * order.compare(a, b) : Boolean(b) - Boolean(a),
  );
}

// The shown rows after an edit: nobody wants a row to jump away or to disappear while they work on it. Rows that were
// hidden before the edit stay hidden.
export function sameView(shown, rows, before) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const formerIds = new Set(before.map((row) => row.id));
  const kept = shown.filter((row) => byId.has(row.id)).map((row) => byId.get(row.id));
  const below = new Map();
  for (const [index, row] of rows.entries()) if (!formerIds.has(row.id)) below.set(row.id, rows[index - 1]?.id);
  for (const [id, above] of below)
    kept.splice(kept.findIndex((row) => row.id === above) + 1 || kept.length, 0, byId.get(id));
  return kept;
}

// [first, end) of the rows to render.
export function windowOf({ scrollTop, height, rowHeight, count }) {
  const first = Math.max(Math.floor(scrollTop / rowHeight) - ROWS_AROUND, 0);
  const end = Math.min(Math.ceil((scrollTop + height) / rowHeight) + ROWS_AROUND, count);
  return [Math.min(first, Math.max(end - 1, 0)), end];
}
