// Lists of texts in one control: a line for each text, below which its further lines are indented. The same as in
// page_parts/text_items.py, for pages with JavaScript.
const INDENT = "  ";
const marginOf = (line) => line.length - line.trimStart().length;

export const joinItems = (items) => items.map((item) => item.trim().replace(/\n(?=[^\n])/g, `\n${INDENT}`)).join("\n");

export function splitItems(text) {
  const lines = text.split("\n");
  const margin = marginOf(lines.find((line) => line.trim()) ?? "");
  const items = [];
  let blank = [];
  for (const rawLine of lines) {
    const line = rawLine.slice(0, margin).trim() ? rawLine : rawLine.slice(margin);
    if (!line.trim()) blank.push("");
    else {
      if (items.length && line.startsWith(INDENT)) items.at(-1).push(...blank, line.slice(INDENT.length));
      else items.push([line]);
      blank = [];
    }
  }
  return items.map((item) => item.join("\n").trim());
}
