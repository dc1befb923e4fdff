import { pastedText } from "./clipboard.js";

const PREVIEWED_ROWS = 5;

// The dialog in which pasted text becomes rows. The server reads the text and shows what it means.
export class PasteDialog {
  // apply gets {rows: [{column: value}], target: "names" or "cell", fills}.
  constructor(apply) {
    this.apply = apply;
    this.dialog = document.getElementById("metrics-paste");
    this.form = document.getElementById("metrics-paste-form");
    if (!this.dialog) return;
    this.start = this.form.innerHTML;
    this.form.addEventListener("click", (event) => this.onClick(event));
    this.form.addEventListener("paste", (event) => this.onPaste(event));
    this.form.addEventListener("input", ({ target }) => this.onInput(target));
    this.form.addEventListener("htmx:beforeSwap", (event) => this.onBeforeSwap(event));
    this.form.addEventListener("htmx:afterSettle", () => this.isApplying && this.finish());
    this.form.addEventListener("change", ({ target }) => this.onChange(target));
  }

  // row is the number of the active row, names are those of the rows from it on.
  open({ text = "", row = "", column = "", names = [] } = {}) {
    this.form.innerHTML = this.start;
    this.isOutdated = this.form.matches(".htmx-request");
    this.isApplying = false;
    const { elements } = this.form;
    Object.assign(elements.cell_row, { value: row });
    Object.assign(elements.cell_column, { value: column });
    Object.assign(elements.cell_rows, { value: names.length });
    Object.assign(elements.cell_names, { value: names.slice(0, PREVIEWED_ROWS).join("\n") });
    elements.text.value = text;
    this.dialog.showModal();
    elements.text.focus();
    if (text) htmx.trigger(this.form, "submit");
  }

  // An answer that is older than a choice or a text would undo it. htmx sends a choice as soon as the answer is there.
  onBeforeSwap({ target, detail }) {
    if (target !== this.form) return;
    if (this.isOutdated) detail.shouldSwap = false;
    this.isOutdated = false;
  }

  onPaste(event) {
    const text = pastedText(event.clipboardData);
    if (event.target.name !== "text" || !text.startsWith("<table")) return;
    event.preventDefault();
    event.target.setRangeText(text);
  }

  // The preview is of the text that the server read.
  onInput({ name, value, defaultValue }) {
    if (name !== "text") return;
    this.isOutdated = this.form.matches(".htmx-request");
    this.isApplying = false;
    for (const part of this.form.querySelectorAll("[data-preview]")) part.hidden = value !== defaultValue;
  }

  onChange({ name }) {
    if (name === "text") return;
    this.isOutdated = this.form.matches(".htmx-request");
    this.form.elements.changed.value = name;
    htmx.trigger(this.form, "submit");
  }

  onClick(event) {
    if (!event.target.closest("button[name=apply]")) return;
    event.preventDefault();
    if (this.form.matches(".htmx-request")) this.isApplying = true;
    else this.finish();
  }

  finish() {
    this.isApplying = false;
    const data = JSON.parse(document.getElementById("metrics-paste-data").textContent);
    const target = this.form.elements.target?.value ?? data.target;
    this.dialog.close();
    this.apply({ ...data, target });
  }
}
