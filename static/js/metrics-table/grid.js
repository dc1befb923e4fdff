// Renders the header and those rows that are in the window.
import { windowOf } from "./view.js";

const SEVERITIES = ["blocker", "missing", "warning", "advice"];

const element = (name, properties = {}, children = []) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

const worstOf = (findings) => SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity));

export class Grid {
  trs = new Map(); // {id of a row: its tr}
  rowHeight = 34;

  constructor(scroller, { model, selection, labels }) {
    Object.assign(this, { scroller, model, selection, labels });
    this.head = element("tr", { ariaRowIndex: "1" });
    this.above = this.spacer();
    this.below = this.spacer();
    this.body = element("tbody", {}, [this.above, this.below]);
    this.table = element("table", { tabIndex: 0, role: "grid", ariaMultiSelectable: "true" });
    this.table.append(element("thead", {}, [this.head]), this.body);
    this.table.setAttribute("aria-labelledby", "metrics-title");
    this.table.setAttribute("aria-describedby", "metrics-help");
    scroller.replaceChildren(this.table);
    scroller.addEventListener("scroll", () => this.renderRows());
    new ResizeObserver(() => this.renderRows()).observe(scroller);
  }

  spacer() {
    return element("tr", { className: "grid-spacer", ariaHidden: "true" }, [element("td", { colSpan: 99 })]);
  }

  renderHead({ filters, sort }) {
    const { columns } = this.model;
    this.table.ariaColCount = String(columns.length + 1);
    if (this.head.cells.length !== columns.length + 1) {
      const all = element("input", { type: "checkbox", tabIndex: -1, ariaLabel: this.labels.labelSelectAll });
      all.dataset.tickAll = "";
      const line = element("th", { scope: "col" }, [
        all,
        element("span", { className: "sr", textContent: this.labels.labelLine }),
      ]);
      this.head.replaceChildren(line, ...columns.map((column, index) => this.headCell(column, index)));
    }
    for (const [index, th] of [...this.head.cells].slice(1).entries()) {
      const direction = sort?.isDescending ? "descending" : "ascending";
      th.ariaSort = sort?.column === index ? direction : "none";
      th.lastElementChild.hidden = !filters;
      if (!filters) th.lastElementChild.value = "";
    }
  }

  headCell(column, index) {
    const button = element("button", { type: "button", className: "grid-sort", tabIndex: -1, textContent: column });
    const filter = element("input", { type: "search", className: "grid-filter", hidden: true, autocomplete: "off" });
    filter.setAttribute("aria-label", this.labels.labelFilter.replace("{column}", column));
    filter.dataset.filter = index;
    const th = element("th", { scope: "col", id: `grid-head-${index}` }, [button, filter]);
    th.dataset.column = column;
    button.dataset.sort = index;
    return th;
  }

  show(rows) {
    this.rows = rows;
    this.table.ariaRowCount = String(rows.length + 1);
    this.renderRows();
  }

  renderRows() {
    if (!this.rows) return;
    const { scrollTop, clientHeight: height } = this.scroller;
    const [first, end] = windowOf({ scrollTop, height, rowHeight: this.rowHeight, count: this.rows.length });
    const shown = this.rows.slice(first, end);
    const ids = new Set(shown.map((row) => row.id));
    for (const [id, tr] of this.trs) if (!ids.has(id)) this.remove(id, tr);
    let next = this.above.nextSibling;
    for (const [offset, row] of shown.entries()) {
      const tr = this.trs.get(row.id) ?? this.newRow(row);
      if (tr === next) next = next.nextSibling;
      else this.body.insertBefore(tr, next);
      this.fill(tr, row, first + offset);
    }
    this.measure(first, end);
    this.paintSelection();
  }

  remove(id, tr) {
    this.onRemove?.(tr);
    tr.remove();
    this.trs.delete(id);
  }

  measure(first, end) {
    const tr = this.above.nextSibling;
    if (tr !== this.below && tr.offsetHeight) this.rowHeight = tr.getBoundingClientRect().height;
    this.above.style.height = `${first * this.rowHeight}px`;
    this.below.style.height = `${Math.max(this.rows.length - end, 0) * this.rowHeight}px`;
  }

  newRow(row) {
    const tick = element("input", { type: "checkbox", tabIndex: -1 });
    const first = element("td", {}, [tick, element("span")]);
    const cells = this.model.columns.map((column, index) => {
      const cell = element(index === this.model.nameIndex ? "th" : "td", { id: `cell-${row.id}-${index}` });
      if (cell.matches("th")) cell.scope = "row";
      cell.dataset.column = column;
      return cell;
    });
    const tr = element("tr", {}, [first, ...cells]);
    tr.dataset.id = row.id;
    this.trs.set(row.id, tr);
    return tr;
  }

  fill(tr, row, index) {
    tr.ariaRowIndex = String(index + 2);
    const mark = this.model.marks.get(row.id);
    if (tr.shownRow === row && tr.shownMark === mark) return;
    Object.assign(tr, { shownRow: row, shownMark: mark });
    const name = this.model.nameOf(row) || this.labels.labelNew;
    const [first, ...cells] = tr.cells;
    first.firstElementChild.ariaLabel = this.labels.labelSelect.replace("{name}", name);
    first.lastElementChild.textContent = mark?.line ?? "";
    first.toggleAttribute("data-threads", Boolean(mark?.hasThreads));
    for (const [column, cell] of cells.entries()) {
      if (!cell.querySelector(".cell-editor")) cell.textContent = row.cells[column];
      this.markCell(cell, mark?.findings.filter((finding) => finding.column === column) ?? []);
    }
    this.markCell(first, mark?.findings.filter((finding) => finding.column < 0) ?? []);
  }

  markCell(cell, findings) {
    const severity = worstOf(findings);
    if (!severity && !cell.dataset.sev) return;
    const text = findings.map((finding) => finding.text).join(" ");
    if (severity) cell.dataset.sev = severity;
    else delete cell.dataset.sev;
    cell.ariaInvalid = severity === "blocker" || severity === "warning" ? "true" : null;
    cell.ariaDescription = text || null;
    cell.title = text;
  }

  paintSelection() {
    const { active, ticked } = this.selection;
    for (const [id, tr] of this.trs) {
      const index = Number(tr.ariaRowIndex) - 2;
      tr.toggleAttribute("data-ticked", ticked.has(id));
      tr.cells[0].firstElementChild.checked = ticked.has(id);
      for (const [column, cell] of [...tr.cells].slice(1).entries()) {
        const isSelected = ticked.has(id) || this.selection.contains(index, column);
        if ((cell.ariaSelected === "true") !== isSelected) cell.ariaSelected = String(isSelected);
        cell.toggleAttribute("data-active", index === active.row && column === active.column);
      }
    }
    for (const [column, th] of [...this.head.cells].slice(1).entries())
      th.toggleAttribute("data-active", active.row < 0 && column === active.column);
    const cell = this.activeCell;
    if (cell) this.table.setAttribute("aria-activedescendant", cell.id);
    else this.table.removeAttribute("aria-activedescendant");
  }

  get activeCell() {
    const { row, column } = this.selection.active;
    return row < 0 ? this.head.cells[column + 1] : this.cellAt(row, column);
  }

  cellAt(row, column) {
    return this.trs.get(this.rows[row]?.id)?.cells[column + 1];
  }

  // Scrolls the table, and the page if needed, so that the active cell can be seen.
  reveal() {
    const { row } = this.selection.active;
    const headHeight = this.head.offsetHeight;
    const { scroller, rowHeight } = this;
    if (row >= 0) {
      const top = row * rowHeight;
      const visible = scroller.clientHeight - headHeight;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top + rowHeight > scroller.scrollTop + visible) scroller.scrollTop = top + rowHeight - visible;
    }
    this.renderRows();
    this.activeCell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // {row, column} of a cell in the view.
  placeOf(cell) {
    const tr = cell.closest("tr");
    return { row: Number(tr.ariaRowIndex) - 2, column: cell.cellIndex - 1 };
  }
}
