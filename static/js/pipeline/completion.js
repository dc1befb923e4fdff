// Completes processors, matchers, filters and attributes: a listbox below the caret, whose active option the text area
// names (aria-activedescendant), so that the focus stays in the text.
const MOST_SHOWN = 50;
const ATTRIBUTE = "([\\w.@-]*)$";
const CONTEXTS = [
  ["processors", /^\s*(?:- +)?type: *([\w-]*)$/],
  ["matchers", /%\{(\w*)$/],
  ["filters", /%\{\w+(?:\([^)]*\))?:[\w.@-]*:(\w*)$/],
  ["attributes", new RegExp(`%\\{\\w+(?:\\([^)]*\\))?:${ATTRIBUTE}`)],
  ["attributes", new RegExp(`^\\s*(?:- +)?(?:source|target|attributeToExclude): *["']?${ATTRIBUTE}`)],
  ["attributes", new RegExp(`^\\s*(?:- +)?sources: *\\[(?:[^\\]]*,)? *["']?${ATTRIBUTE}`)],
  ["attributes", /^\s*(?:- +)?query:.*@([\w.]*)$/],
  ["attributes", /^\s*(?:- +)?template:.*%\{([\w.]*)$/],
];
const LIST_ITEM = new RegExp(`^(\\s*)- +["']?${ATTRIBUTE}`);

// The kind of word before the caret and its start, if the editor can complete it.
function contextAt(value, caret) {
  const line = value.slice(value.lastIndexOf("\n", caret - 1) + 1, caret);
  const template = CONTEXTS.at(-1)[1].exec(line);
  if (template) return { kind: "attributes", word: template[1] };
  for (const [kind, pattern] of CONTEXTS) {
    const match = pattern.exec(line);
    if (match) return { kind, word: match[1] };
  }
  const item = LIST_ITEM.exec(line);
  return item && isInSources(value.slice(0, caret), item[1].length) ? { kind: "attributes", word: item[2] } : null;
}

function isInSources(before, indent) {
  const lines = before.split("\n").slice(0, -1).reverse();
  const key = lines.find((line) => line.trim() && !/^\s*- /.test(line.slice(0, indent + 2)));
  return /^\s*(?:- +)?(?:sources|attributes):\s*$/.test(key ?? "");
}

function matching(words, word) {
  const query = word.toLowerCase();
  const containing = words.filter((candidate) => candidate.toLowerCase().includes(query));
  const starts = (candidate) => candidate.toLowerCase().startsWith(query);
  return [...containing.filter(starts), ...containing.filter((candidate) => !starts(candidate))].slice(0, MOST_SHOWN);
}

class Completion {
  constructor(editor) {
    this.editor = editor;
    this.area = editor.area;
    this.list = editor.querySelector("[role=listbox]");
    this.status = Object.assign(document.createElement("p"), { className: "sr" });
    this.status.setAttribute("role", "status");
    editor.append(this.status);
    this.area.addEventListener("keydown", (event) => this.onKey(event), true);
    this.area.addEventListener("input", (event) => this.onInput(event));
    for (const name of ["blur", "click"]) this.area.addEventListener(name, () => this.close());
    this.area.addEventListener("scroll", () => this.place());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the text
    this.list.addEventListener("click", (event) => this.accept(event.target.closest("[role=option]")));
  }

  get options() {
    return [...this.list.children];
  }

  get active() {
    return this.list.querySelector("[aria-selected=true]");
  }

  // Undo and pasted texts open no list.
  onInput(event) {
    if (this.isAccepting) return;
    const isTyped = event.inputType === "insertText" || (!this.list.hidden && event.inputType?.startsWith("delete"));
    if (isTyped) this.open({ least: 1 });
    else this.close();
  }

  open({ least }) {
    const { value, selectionStart: caret, selectionEnd: end } = this.area;
    const context = caret === end && contextAt(value, caret);
    const words = document.getElementById("pipeline-words").dataset[context?.kind]?.split(" ") ?? [];
    const matches = context && context.word.length >= least ? matching(words, context.word) : [];
    if (!matches.length || (matches.length === 1 && matches[0] === context.word)) return this.close();
    this.start = caret - context.word.length;
    this.list.replaceChildren(
      ...matches.map((word, index) => {
        const option = Object.assign(document.createElement("li"), { textContent: word });
        option.setAttribute("role", "option");
        option.id = `${this.list.id}-${index}`;
        return option;
      }),
    );
    this.list.hidden = false;
    this.place();
    this.select(this.options[0]);
    this.status.textContent = this.editor.dataset.suggestions.replace("{number}", matches.length);
  }

  place() {
    if (this.list.hidden) return;
    const lines = this.area.value.slice(0, this.start).split("\n");
    const style = getComputedStyle(this.area);
    const left = this.area.offsetLeft + Number.parseFloat(style.paddingInlineStart) - this.area.scrollLeft;
    const top =
      lines.length * this.editor.lineHeight + Number.parseFloat(style.paddingBlockStart) - this.area.scrollTop;
    const widest = this.editor.clientWidth - this.list.offsetWidth;
    const column = measured(lines.at(-1), style.font);
    this.list.style.insetInlineStart = `${Math.max(0, Math.min(left + column, widest))}px`;
    const isBelow = top + this.list.offsetHeight <= this.area.clientHeight || top < this.list.offsetHeight;
    this.list.style.insetBlockStart = `${isBelow ? top : top - this.list.offsetHeight - this.editor.lineHeight}px`;
  }

  select(option) {
    this.active?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.area.setAttribute("aria-activedescendant", option.id);
  }

  close() {
    this.list.hidden = true;
    this.status.textContent = "";
    this.area.removeAttribute("aria-activedescendant");
  }

  accept(option) {
    if (!option) return;
    this.isAccepting = true;
    this.editor.insert(option.textContent, this.start, this.area.selectionEnd);
    this.isAccepting = false;
    this.close();
  }

  onKey(event) {
    if (event.key === " " && event.ctrlKey && !this.area.readOnly) this.open({ least: 0 });
    else if (this.list.hidden) return;
    else if (event.key === "ArrowDown") this.select(this.active.nextElementSibling ?? this.options[0]);
    else if (event.key === "ArrowUp") this.select(this.active.previousElementSibling ?? this.options.at(-1));
    else if (event.key === "Enter" || event.key === "Tab") this.accept(this.active);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

const measure = document.createElement("canvas").getContext("2d");
function measured(text, font) {
  measure.font = font;
  return measure.measureText(text).width;
}

export function completion(editor) {
  if (!editor.area.readOnly) new Completion(editor);
}
