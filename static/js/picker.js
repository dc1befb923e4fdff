// Searchable lists of options. Dozens of options are one tab stop: the arrow keys move between them. The search field
// is a combobox whose popup is a dialog, because people can select several checkboxes in it.
//
// slip-picker is a multiple choice: it adds chips, a search field and a dropdown list to checkboxes, which hold the
// values. slip-text-picker is an input with a list of values for it; other text stays as it was typed.
class Picker extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute("data-ready")) return;
    this.prepare();
    this.search.role = "combobox";
    this.search.ariaHasPopup = "dialog";
    this.search.ariaExpanded = "false";
    // Browsers stop at lists that can be scrolled when somebody tabs on, which would leave the list open.
    Object.assign(this.querySelector(".picker-options"), { role: "dialog", tabIndex: -1 });
    this.options = [...this.querySelectorAll(".picker-options > :not(p)")];
    for (const option of this.options) option.firstElementChild.tabIndex = -1;
    this.empty = this.querySelector("[data-empty]");
    this.setAttribute("data-ready", "");
    this.addEventListener("input", (event) => this.onInput(event));
    this.addEventListener("focusin", (event) => {
      this.open(!event.target.closest(".chips"));
    });
    this.addEventListener("focusout", (event) => {
      if (!this.contains(event.relatedTarget)) this.open(false);
    });
    // Otherwise mousedown on an option would move the focus, which closes the list before the click event.
    this.addEventListener("mousedown", (event) => {
      if (event.target.closest(".picker-options label, .picker-options button")) event.preventDefault();
    });
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.renderChips();
    if (this.contains(document.activeElement)) this.open(true); // it had the focus before this script arrived
  }

  prepare() {
    this.search = this.querySelector(".picker-chosen input");
    this.chips = this.querySelector(".chips");
    this.querySelector(".picker-chosen").hidden = false;
  }

  show(isOpen) {
    this.toggleAttribute("data-open", isOpen);
    this.search.ariaExpanded = String(isOpen);
  }

  open(isOpen) {
    this.show(isOpen);
    if (!isOpen) {
      this.search.value = "";
      this.filter();
    }
  }

  onInput(event) {
    if (event.target === this.search) {
      event.stopPropagation();
      this.open(true);
      this.filter();
    } else this.renderChips();
  }

  onClick(event) {
    const chip = event.target.closest(".chip button");
    if (chip) this.remove(chip.value);
    else if (event.target === this.search) this.open(true);
  }

  onKey(event) {
    if (event.key === "ArrowDown" && !this.hasAttribute("data-open")) this.open(true);
    const shown = this.options.filter((option) => !option.hidden).map((option) => option.firstElementChild);
    const at = shown.indexOf(document.activeElement);
    if (event.key === "ArrowDown") (shown[at + 1] ?? shown[0])?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? shown[at - 1] : this.search).focus();
    else if (event.key === "Escape" && this.hasAttribute("data-open")) this.search.focus();
    else if (event.key === "Enter" && event.target === this.search) this.toggle(shown[0]);
    else if (event.key === "Enter" && at >= 0) shown[at].click();
    else if (event.key === "Backspace" && event.target === this.search && !this.search.value)
      this.remove(this.chips?.lastElementChild?.querySelector("button").value);
    else return;
    if (event.key === "Escape") this.open(false);
    if (event.key !== "Backspace") event.preventDefault();
  }

  toggle(box) {
    if (!box || box.disabled || !this.search.value) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    this.search.value = "";
    this.filter();
  }

  remove(value) {
    const box = this.options.map((option) => option.firstElementChild).find((candidate) => candidate.value === value);
    if (!box || box.disabled) return;
    box.checked = false;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    this.search.focus();
    this.open(false);
  }

  filter(text = this.search.value) {
    const query = text.trim().toLowerCase();
    let shown = 0;
    for (const option of this.options) {
      option.hidden = !option.textContent.toLowerCase().includes(query);
      shown += option.hidden ? 0 : 1;
    }
    this.empty.hidden = shown > 0;
  }

  renderChips() {
    this.chips.replaceChildren(
      ...this.options
        .filter((option) => option.firstElementChild.checked)
        .map((option) => {
          const name = option.textContent.trim();
          const chip = Object.assign(document.createElement("li"), { className: "chip", textContent: name });
          const button = Object.assign(document.createElement("button"), {
            type: "button",
            value: option.firstElementChild.value,
            textContent: "×",
          });
          button.setAttribute("aria-label", this.dataset.remove.replace("{name}", name));
          button.disabled = option.firstElementChild.disabled;
          chip.append(button);
          return chip;
        }),
    );
  }
}
customElements.define("slip-picker", Picker);

class TextPicker extends Picker {
  prepare() {
    this.search = this.querySelector("input");
    this.append(this.querySelector("template").content.cloneNode(true));
  }

  open(isOpen) {
    this.show(isOpen && !this.search.readOnly);
    this.filter("");
  }

  onInput() {
    this.open(true);
    this.filter();
  }

  onClick({ target }) {
    const option = target.closest(".picker-options button");
    if (target === this.search) this.open(true);
    if (!option) return;
    this.search.value = option.value;
    this.search.dispatchEvent(new Event("input", { bubbles: true }));
    this.search.focus();
    this.open(false);
  }

  toggle() {
    this.open(false);
  }

  renderChips() {}
}
customElements.define("slip-text-picker", TextPicker);
