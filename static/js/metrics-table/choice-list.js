// The values that a cell can have, below the input in which somebody types: groups with a search.
const MAX_LIST_HEIGHT_PX = 288;

const textOf = ({ value, label = "", group = "", words = "" }) => `${value} ${label} ${group} ${words}`.toLowerCase();

// Exact matches come first, then values that begin with the text.
export function rankedChoices(choices, text) {
  const query = text.trim().toLowerCase();
  if (!query) return choices;
  const rank = ({ value, words = "" }) => {
    if (value.toLowerCase() === query) return 0;
    if (words.toLowerCase().split(" ").includes(query)) return 1;
    return value.toLowerCase().startsWith(query) ? 2 : 3;
  };
  return choices.filter((choice) => textOf(choice).includes(query)).toSorted((a, b) => rank(a) - rank(b));
}

let lastListId = 0;

export class ChoiceList {
  active = null; // the highlighted choice
  options = [];

  constructor(input, choices, { emptyText, pick }) {
    Object.assign(this, { input, choices, pick });
    lastListId += 1;
    this.element = document.createElement("div");
    Object.assign(this.element, { className: "choice-list", popover: "manual" });
    this.list = Object.assign(document.createElement("div"), { id: `choices-${lastListId}`, role: "listbox" });
    this.list.setAttribute("aria-label", input.getAttribute("aria-label"));
    this.empty = Object.assign(document.createElement("p"), { className: "small muted", textContent: emptyText });
    this.empty.setAttribute("role", "status");
    this.element.append(this.list, this.empty);
    // Otherwise the focus would leave the input, which ends the edit.
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    this.follow = () => this.place();
    this.element.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(option.dataset.value);
    });
    Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => this.open(input.value));
    input.addEventListener("click", () => this.isOpen || this.open());
  }

  get isOpen() {
    return this.element.isConnected;
  }

  open(text = "") {
    if (!this.isOpen) {
      this.input.closest("[data-metrics]").append(this.element);
      this.element.showPopover();
      this.input.ariaExpanded = "true";
      addEventListener("scroll", this.follow, { capture: true, passive: true });
    }
    this.isMoved = false;
    this.render(rankedChoices(this.choices, text), Boolean(text.trim()));
    this.place();
  }

  close() {
    removeEventListener("scroll", this.follow, { capture: true });
    this.element.remove();
    this.input.ariaExpanded = "false";
    this.input.removeAttribute("aria-activedescendant");
  }

  render(choices, isSearch) {
    this.options = choices.map((choice, index) => this.optionOf(choice, index));
    this.list.replaceChildren(...(isSearch ? this.options : this.inGroups(choices)));
    this.empty.hidden = choices.length > 0;
    const current = choices.findIndex(({ value }) => value === this.input.value);
    this.highlight(isSearch ? 0 : current);
  }

  inGroups(choices) {
    const groups = Map.groupBy(choices.entries(), ([, choice]) => choice.group ?? "");
    return [...groups].flatMap(([name, entries]) => {
      const options = entries.map(([index]) => this.options[index]);
      if (!name) return options;
      const group = Object.assign(document.createElement("div"), { role: "group", ariaLabel: name });
      const title = Object.assign(document.createElement("div"), { className: "tiny faint", textContent: name });
      title.ariaHidden = "true";
      group.append(title, ...options);
      return [group];
    });
  }

  optionOf({ value, label, group }, index) {
    const option = document.createElement("div");
    Object.assign(option, { role: "option", id: `${this.list.id}-${index}`, ariaSelected: "false" });
    option.dataset.value = value;
    option.append(value);
    const note = label || group;
    if (note)
      option.append(Object.assign(document.createElement("span"), { className: "faint", textContent: ` ${note}` }));
    return option;
  }

  highlight(index) {
    for (const option of this.options) option.ariaSelected = "false";
    this.active = this.options[index] ?? null;
    if (!this.active) return this.input.removeAttribute("aria-activedescendant");
    this.active.ariaSelected = "true";
    this.input.setAttribute("aria-activedescendant", this.active.id);
    this.active.scrollIntoView({ block: "nearest" });
  }

  move(step) {
    if (!this.isOpen) return this.open();
    const count = this.options.length;
    this.isMoved = true;
    if (count) this.highlight((this.options.indexOf(this.active) + step + count) % count);
  }

  // The value to store for what was typed.
  get value() {
    const isChosen = this.isMoved || this.input.value.trim();
    return this.isOpen && this.active && isChosen ? this.active.dataset.value : this.input.value;
  }

  place() {
    const { left, top, bottom, width } = this.input.getBoundingClientRect();
    const below = innerHeight - bottom;
    const isAbove = below < MAX_LIST_HEIGHT_PX && top > below;
    const { style } = this.element;
    this.list.style.maxHeight = `${Math.min(MAX_LIST_HEIGHT_PX, (isAbove ? top : below) - 8)}px`;
    style.minWidth = `${width}px`;
    style.left = `${Math.max(Math.min(left, innerWidth - this.element.offsetWidth - 8), 0)}px`;
    style.top = isAbove ? `${top - this.element.offsetHeight}px` : `${bottom}px`;
  }
}
