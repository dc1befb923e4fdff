// A toolbar for a textarea: it wraps the selection in Markdown or adds prefixes to its lines. The browser's undo still
// works.
const WRAPPERS = { bold: "**", italic: "_", code: "`" };
const LINE_PREFIXES = { heading: () => "### ", list: () => "- ", steps: (index) => `${index + 1}. ` };
const KEYS = { b: "bold", i: "italic", k: "link" };

class Markdown extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector("[role=toolbar]");
    this.area = this.querySelector("textarea");
    if (!this.bar) return;
    this.buttons = [...this.bar.querySelectorAll("button")];
    this.buttons.forEach((button, index) => {
      button.tabIndex = index ? -1 : 0;
    });
    this.bar.addEventListener("click", (event) => this.mark(event.target.closest("[data-mark]")?.dataset.mark));
    this.bar.addEventListener("keydown", (event) => this.moveFocus(event));
    this.area.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || !KEYS[event.key]) return;
      event.preventDefault();
      this.mark(KEYS[event.key]);
    });
  }

  // The toolbar is one tab stop, and arrow keys move between its buttons (the toolbar pattern of ARIA).
  moveFocus(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = this.buttons.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = this.buttons[(at + step + this.buttons.length) % this.buttons.length];
    this.buttons.forEach((button) => {
      button.tabIndex = button === next ? 0 : -1;
    });
    next.focus();
  }

  mark(name) {
    if (!name) return;
    const { value, selectionStart: start, selectionEnd: end } = this.area;
    const selected = value.slice(start, end);
    if (WRAPPERS[name])
      this.insert(start, end, WRAPPERS[name] + selected + WRAPPERS[name], WRAPPERS[name].length, selected.length);
    else if (name === "link") this.link(start, end, selected);
    else this.prefixLines(start, end, LINE_PREFIXES[name]);
  }

  link(start, end, selected) {
    const text = selected || this.bar.querySelector("[data-mark=link]").dataset.text;
    this.insert(start, end, `[${text}](https://)`, text.length + 3, "https://".length);
  }

  prefixLines(start, end, prefix) {
    const { value } = this.area;
    const from = value.lastIndexOf("\n", start - 1) + 1;
    const text = value
      .slice(from, end)
      .split("\n")
      .map((line, index) => prefix(index) + line)
      .join("\n");
    this.insert(from, end, text, text.length, 0);
  }

  insert(start, end, text, offset, length) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    // Deprecated, but the only way to keep the browser's undo history; setRangeText clears it.
    if (!document.execCommand("insertText", false, text)) this.area.setRangeText(text, start, end);
    this.area.setSelectionRange(start + offset, start + offset + length);
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
customElements.define("slip-markdown", Markdown);
