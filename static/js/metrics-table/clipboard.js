// Copies cells as text, as spreadsheets do, and pastes them.
import { changedCells, pastedBlock } from "./edits.js";

const needsQuotes = /[\t\n\r"]/;
const quotedForSpreadsheet = (cell) => (needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const withPlainEnds = (text) => text.replaceAll("\r\n", "\n");

export const textOfCells = (block) => block.map((cells) => cells.map(quotedForSpreadsheet).join("\t")).join("\n");

// The table of a web page, without attributes such as its styles. The server reads it.
const htmlTableIn = (html) =>
  (html.match(/<table\b.*<\/table>/is)?.[0] ?? "").replace(/<(\w+)\b[^>]*>/g, (tag, name) => {
    const spans = tag.match(/\b(?:row|col)span=["']?\d+/gi) ?? [];
    return `<${[name, ...spans.map((span) => span.replace(/["']/g, ""))].join(" ")}>`;
  });

// The plain text of a table, unless its lines are not the rows: a cell with several lines is not quoted there.
export function pastedText(data) {
  const text = withPlainEnds(data.getData("text/plain"));
  const table = htmlTableIn(data.getData("text/html"));
  const isWhole = text.includes("\t") && text.trimEnd().split("\n").length === table.match(/<tr\b/gi)?.length;
  return table && !isWhole ? table : text;
}

export const isOneValue = (text) => !/[\t\n\r]/.test(text.replace(/\r?\n$/, ""));

class GridClipboard {
  copied = { text: null, block: [] };

  constructor(table) {
    this.table = table;
  }

  copy(event) {
    const { top, bottom, left, right } = this.table.selection.range;
    const block = this.table.shown.slice(top, bottom + 1).map((row) => row.cells.slice(left, right + 1));
    this.copied = { text: textOfCells(block), block };
    event.clipboardData.setData("text/plain", this.copied.text);
  }

  cut(event) {
    this.copy(event);
    this.table.run("clear");
  }

  // One value fills the selected cells, and cells of this table are written at once. The dialog shows any other text.
  paste(event) {
    const { model, selection, shown, dialog } = this.table;
    const text = withPlainEnds(event.clipboardData.getData("text/plain"));
    if (!model.isEditable || !text) return;
    const { top: row, left: column } = selection.range;
    if (isOneValue(text) && shown.length)
      model.change(changedCells(model.rows, this.table.rangeChanges(text.replace(/\n$/, ""))));
    else if (text === this.copied.text) {
      const { block } = this.copied;
      model.change(pastedBlock(model.rows, shown, { block, at: { row, column }, emptyCells: model.emptyCells }), {
        isPasted: true,
      });
    } else {
      const names = shown.slice(row).map((below) => model.nameOf(below));
      const target = { row: shown.length ? row + 1 : "", column: model.columns[column], names };
      dialog.open({ text: pastedText(event.clipboardData), ...target });
    }
  }
}

export function connectClipboard(table) {
  const clipboard = new GridClipboard(table);
  for (const name of ["copy", "cut", "paste"])
    document.addEventListener(name, (event) => {
      if (!table.hasFocus) return;
      event.preventDefault();
      clipboard[name](event);
    });
}
