// The buttons of the table, its filters, and the values for all selected rows.
import { ChoiceList } from "./choice-list.js";

export class Toolbar {
  constructor(section, table) {
    Object.assign(this, { section, table, labels: table.labels });
    section.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tool]");
      if (!button) return;
      // The first press may arrive before the rows.
      table.loading.then(() => {
        if (button.ariaDisabled !== "true") table.run(button.dataset.tool);
      });
    });
    this.column = section.querySelector("[data-bulk-column]");
    this.column?.addEventListener("change", () => this.renderValue());
  }

  tool(name) {
    return this.section.querySelector(`[data-tool="${name}"]`);
  }

  // Disabled buttons keep the focus, so that people can press them again.
  allow(name, isAllowed) {
    const button = this.tool(name);
    if (button) button.ariaDisabled = String(!isAllowed);
  }

  renderColumns() {
    if (!this.column) return;
    const options = this.table.model.columns.map((name) => new Option(name, name));
    this.column.replaceChildren(...options);
    this.column.value = "metric_type";
    this.renderValue();
  }

  renderValue() {
    this.choices?.close();
    const input = Object.assign(document.createElement("input"), { id: "bulk-value", autocomplete: "off" });
    input.addEventListener("keydown", (event) => this.onKey(event));
    this.section.querySelector("[data-bulk-value]").replaceChildren(input);
    const choices = this.table.model.choices[this.column.value];
    this.choices = null;
    input.setAttribute("aria-label", this.column.value);
    if (!choices) return;
    const pick = (value) => {
      input.value = value;
      this.choices.close();
      input.focus();
    };
    this.choices = new ChoiceList(input, choices, { emptyText: this.labels.labelNoMatch, pick });
    input.addEventListener("focus", () => this.choices.open());
    input.addEventListener("blur", () => this.choices.close());
  }

  onKey(event) {
    const { key } = event;
    if (key === "ArrowDown") this.choices?.move(1);
    else if (key === "ArrowUp") this.choices?.move(-1);
    else if (key === "Escape") this.choices?.close();
    else if (key === "Enter") this.onEnter(event.target);
    else return;
    event.preventDefault();
  }

  onEnter(input) {
    if (!this.choices?.isOpen) return this.table.run("set");
    input.value = this.choices.value;
    this.choices.close();
  }

  get bulkValue() {
    const input = this.section.querySelector("#bulk-value");
    return { column: this.column.value, value: this.choices?.value ?? input.value };
  }

  update() {
    const { model, view, shown } = this.table;
    const rows = this.table.chosenRows;
    const isOrdered = !view.sort && !view.filters && !view.marked;
    this.allow("undo", model.history.past.length > 0);
    this.allow("redo", model.history.future.length > 0);
    for (const name of ["duplicate", "delete", "set"]) this.allow(name, rows.length > 0);
    for (const name of ["up", "down"]) this.allow(name, isOrdered && rows.length > 0);
    this.tool("filter").ariaPressed = String(Boolean(view.filters));
    delete this.tool("findings").dataset.waits; // it is named from here on
    this.tool("findings").ariaPressed = String(Boolean(view.marked));
    this.tool("findings").textContent = this.labels.labelFindings.replace("{count}", this.number(model.markedIds.size));
    if (this.tool("keep-order")) this.tool("keep-order").hidden = !view.sort;
    const target = this.section.querySelector("[data-grid-target]");
    if (target) target.textContent = this.labels.labelTarget.replace("{count}", this.number(rows.length));
    this.section.querySelector("[data-grid-count]").textContent = this.countText(shown.length, model.rows.length);
  }

  number(count) {
    return count.toLocaleString(document.documentElement.lang);
  }

  countText(shown, count) {
    if (shown !== count)
      return this.labels.labelFiltered.replace("{shown}", this.number(shown)).replace("{count}", this.number(count));
    return count === 1 ? this.labels.labelOneRow : this.labels.labelRows.replace("{count}", this.number(count));
  }
}
