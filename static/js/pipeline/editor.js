// A text area with line numbers, marks at lines with findings, and a band behind the lines of a processor.
const SEVERITIES = ["blocker", "warning", "advice"];

// The words of a finding, without those about its links.
function sentenceOf(finding) {
  const copy = finding.cloneNode(true);
  for (const part of copy.querySelectorAll(".sr")) part.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

export class CodeEditor extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.gutter = this.querySelector(".code-gutter");
    this.lineFinding = document.getElementById(`${this.area.id}-line-finding`);
    this.numbers = document.createElement("div");
    this.marks = document.createElement("div");
    this.band = Object.assign(document.createElement("div"), { className: "code-band", hidden: true });
    this.gutter.append(this.numbers, this.marks);
    this.prepend(this.band);
    this.setAttribute("data-ready", "");
    this.area.addEventListener("input", () => this.draw());
    this.area.addEventListener("scroll", () => this.scrolled());
    this.area.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("selectionchange", () => this.selectionChanged());
    this.draw();
  }

  get line() {
    return this.area.value.slice(0, this.area.selectionStart).split("\n").length;
  }

  get lineHeight() {
    return Number.parseFloat(getComputedStyle(this.area).lineHeight);
  }

  draw() {
    const count = this.area.value.split("\n").length;
    if (count !== this.count) {
      this.count = count;
      this.numbers.textContent = Array.from({ length: count }, (_, index) => index + 1).join("\n");
    }
    this.scrolled();
  }

  scrolled() {
    for (const part of [this.numbers, this.marks]) part.style.translate = `0 ${-this.area.scrollTop}px`;
    this.style.setProperty("--scrolled", `${this.area.scrollTop}px`);
  }

  selectionChanged() {
    if (document.activeElement !== this.area || this.line === this.shownLine) return;
    this.shownLine = this.line;
    this.lineFinding.textContent = this.findingsAt(this.line).map(sentenceOf).join(" ");
    this.dispatchEvent(new CustomEvent("line"));
  }

  get findings() {
    return [...document.querySelectorAll(`#${this.area.id}-findings [data-line]`)];
  }

  findingsAt(line) {
    return this.findings.filter((finding) => Number(finding.dataset.line) === line);
  }

  drawMarks() {
    const lines = new Map();
    for (const { dataset } of this.findings) {
      const worst = lines.get(dataset.line);
      if (!worst || SEVERITIES.indexOf(dataset.sev) < SEVERITIES.indexOf(worst)) lines.set(dataset.line, dataset.sev);
    }
    this.marks.replaceChildren(
      ...[...lines].map(([line, severity]) => {
        const mark = Object.assign(document.createElement("span"), { className: "code-mark" });
        mark.dataset.sev = severity;
        mark.style.setProperty("--line", line - 1);
        return mark;
      }),
    );
    this.shownLine = 0;
    this.selectionChanged();
  }

  showBand(from, to) {
    this.band.hidden = !from;
    this.band.style.setProperty("--line", from - 1);
    this.band.style.setProperty("--lines", to - from + 1);
  }

  // Puts the caret at the start of a line that becomes visible.
  goTo(line, { focus = true } = {}) {
    const at =
      this.area.value
        .split("\n")
        .slice(0, line - 1)
        .join("\n").length + (line > 1 ? 1 : 0);
    if (focus) this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(at, at);
    this.area.scrollTop = Math.max(line - 4, 0) * this.lineHeight;
    if (focus) this.area.scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "F8") this.goToNextFinding();
    else if (event.key === "Enter" && !event.shiftKey && !this.area.readOnly) this.insert(`\n${this.indentation()}`);
    else return;
    event.preventDefault();
  }

  goToNextFinding() {
    const lines = [...new Set(this.findings.map(({ dataset }) => Number(dataset.line)))].sort((a, b) => a - b);
    const next = lines.find((line) => line > this.line) ?? lines[0];
    if (next) this.goTo(next);
  }

  indentation() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const current = before.slice(before.lastIndexOf("\n") + 1);
    return current.match(/^ */)[0] + (/^ *- .*:/.test(current) ? "  " : "");
  }

  insert(text, start = this.area.selectionStart, end = this.area.selectionEnd) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    if (!text && start === end) return;
    // Deprecated, but the only way to keep the browser's undo history. A folded editor can't have the focus.
    const isFocused = document.activeElement === this.area;
    if (isFocused && document.execCommand(text ? "insertText" : "delete", false, text)) return;
    this.area.setRangeText(text, start, end, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Changes the text to another one with a single edit, which the browser can undo.
  replaceText(text) {
    const old = this.area.value;
    if (old === text) return;
    let start = 0;
    while (start < Math.min(old.length, text.length) && old[start] === text[start]) start += 1;
    let tail = 0;
    while (tail < Math.min(old.length, text.length) - start && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
    const focused = document.activeElement;
    this.insert(text.slice(start, text.length - tail), start, old.length - tail);
    if (focused !== this.area) focused?.focus({ preventScroll: true });
  }
}
