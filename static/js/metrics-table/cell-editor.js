// The input in the cell that somebody edits.
import { ChoiceList } from "./choice-list.js";

export class CellEditor {
  cell = null;

  // commit gets the value and the step to the next cell ("down", "up", "next", "back" or ""); cancel gets nothing.
  constructor({ commit, cancel, emptyText }) {
    Object.assign(this, { onCommit: commit, onCancel: cancel, emptyText });
  }

  get isOpen() {
    return this.cell !== null;
  }

  // typed is the first character if somebody starts to type on the cell: it replaces the value.
  open(cell, { value, typed = null, label, choices }) {
    Object.assign(this, { cell, value, isTyped: typed !== null, choices: null });
    const usesChoices = choices && !/[\r\n]/.test(value);
    this.input = document.createElement(usesChoices ? "input" : "textarea");
    Object.assign(this.input, {
      className: "cell-editor",
      value: typed ?? value,
      ariaLabel: label,
      autocomplete: "off",
    });
    this.input.setAttribute("aria-label", label);
    if (!usesChoices) this.input.rows = 1;
    cell.append(this.input);
    this.shown = this.input.value;
    if (usesChoices) this.addChoices(choices);
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.commit(""));
    this.input.focus({ preventScroll: true });
    if (typed === null && usesChoices) this.input.select();
    else this.input.setSelectionRange(this.input.value.length, this.input.value.length);
    this.choices?.open(typed ?? "");
  }

  addChoices(choices) {
    this.choices = new ChoiceList(this.input, choices, {
      emptyText: this.emptyText,
      pick: (value) => {
        this.input.value = value;
        this.choices.close();
        this.commit("stay");
      },
    });
  }

  onKey(event) {
    if (event.isComposing) return;
    const { key, shiftKey, altKey } = event;
    event.stopPropagation();
    if (key === "Enter" && altKey)
      this.input.setRangeText("\n", this.input.selectionStart, this.input.selectionEnd, "end");
    else if (key === "Enter") this.commit(shiftKey ? "up" : "down");
    else if (key === "Tab") this.commit(shiftKey ? "back" : "next");
    else if (key === "Escape") this.close(() => this.onCancel());
    else if (key === "ArrowDown" && this.choices) this.choices.move(1);
    else if (key === "ArrowUp" && this.choices) this.choices.move(-1);
    else if (key === "ArrowDown" && this.isTyped) this.commit("down");
    else if (key === "ArrowUp" && this.isTyped) this.commit("up");
    else return;
    event.preventDefault();
  }

  // A text area has no carriage returns, so an unchanged value is not read from it.
  commit(step) {
    if (!this.isOpen) return;
    const isChanged = this.isTyped || this.input.value !== this.shown || this.choices?.active;
    const value = isChanged ? (this.choices?.value ?? this.input.value) : this.value;
    this.close(() => this.onCommit(value, step));
  }

  close(then) {
    const { input } = this;
    this.cell = null;
    this.choices?.close();
    input.remove();
    then();
  }
}
