// A form with autosave: its fields and the version of the stored values that it shows.
export class SavedForm {
  constructor(element) {
    this.element = element;
    this.section = element.elements.section?.value ?? "";
  }

  get version() {
    return Number(this.element.dataset.version);
  }

  set version(version) {
    this.element.dataset.version = version;
    if (this.element.elements.version) this.element.elements.version.value = version;
  }

  field(name) {
    return this.element.querySelector(`[data-field="${CSS.escape(name)}"]`);
  }

  // Another part of the page has stored a value of this form.
  follow({ before, version }) {
    if (before === this.version) this.version = version;
  }
}
