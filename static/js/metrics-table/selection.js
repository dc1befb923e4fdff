// The active cell, the selected range and the ticked rows. Rows are counted in the view; row -1 is the header.
const PAGE_ROWS = 10;

const clamp = (number, low, high) => Math.min(Math.max(number, low), high);

// The cell to which a key leads; null for other keys.
export function movedCell({ row, column }, { key, ctrlKey, metaKey }, { rows, columns }) {
  const isFar = ctrlKey || metaKey;
  const last = { row: rows - 1, column: columns - 1 };
  const target = {
    ArrowUp: { row: isFar ? 0 : row - 1, column },
    ArrowDown: { row: isFar ? last.row : row + 1, column },
    ArrowLeft: { row, column: isFar ? 0 : column - 1 },
    ArrowRight: { row, column: isFar ? last.column : column + 1 },
    PageUp: { row: Math.max(row - PAGE_ROWS, 0), column },
    PageDown: { row: row + PAGE_ROWS, column },
    Home: { row: isFar ? 0 : row, column: 0 },
    End: { row: isFar ? last.row : row, column: last.column },
  }[key];
  return target ? { row: clamp(target.row, -1, last.row), column: clamp(target.column, 0, last.column) } : null;
}

// The next cell of Tab in reading order; null at the ends of the table.
export function nextCell({ row, column }, isBack, { rows, columns }) {
  const at = row * columns + column + (isBack ? -1 : 1);
  return at >= 0 && at < rows * columns ? { row: Math.floor(at / columns), column: at % columns } : null;
}

export class Selection {
  active = { row: 0, column: 0 };
  anchor = { row: 0, column: 0 };
  ticked = new Set();

  moveTo(cell, isExtending = false) {
    this.active = cell;
    if (!isExtending) this.anchor = cell;
  }

  // {top, bottom, left, right}, all inclusive.
  get range() {
    const [{ active, anchor }, ordered] = [this, (a, b) => [Math.min(a, b), Math.max(a, b)]];
    const [top, bottom] = ordered(active.row, anchor.row).map((row) => Math.max(row, 0));
    const [left, right] = ordered(active.column, anchor.column);
    return { top, bottom, left, right };
  }

  contains(row, column) {
    const { top, bottom, left, right } = this.range;
    return row >= top && row <= bottom && column >= left && column <= right;
  }

  get isRange() {
    return this.active.row !== this.anchor.row || this.active.column !== this.anchor.column;
  }

  // The rows that buttons change: the ticked ones, or else those of the range.
  rowsIn(shown) {
    if (this.ticked.size) return shown.filter((row) => this.ticked.has(row.id));
    const { top, bottom } = this.range;
    return shown.slice(top, bottom + 1);
  }

  toggle(rows, isTicked) {
    for (const { id } of rows) this.ticked[isTicked ? "add" : "delete"](id);
  }

  // After an edit, the selection stays inside of the table.
  fit(shown, columns) {
    const inside = ({ row, column }) => ({
      row: clamp(row, -1, shown.length - 1),
      column: clamp(column, 0, Math.max(columns - 1, 0)),
    });
    this.active = inside(this.active);
    this.anchor = inside(this.anchor);
    const ids = new Set(shown.map((row) => row.id));
    this.ticked = new Set([...this.ticked].filter((id) => ids.has(id)));
  }
}
