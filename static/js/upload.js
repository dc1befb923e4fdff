// File uploads by drag and drop, with progress. htmx sends the request; its response is the new field (or card).
// {ID of an input: {line, file, reference}}: the removed files, and the lines that took their places. They outlive the
// field, which the server may render again.
const removedFiles = new Map();

class Upload extends HTMLElement {
  connectedCallback() {
    if (this.zone) return;
    this.zone = this.querySelector("[data-drop]");
    this.addEventListener("click", (event) => this.onClick(event));
    if (!this.zone) return;
    // With data-page, files can be dropped anywhere on the page.
    const target = this.hasAttribute("data-page") ? document : this;
    this.input = this.zone.querySelector("input[type=file]");
    this.bar = this.zone.querySelector("progress");
    this.showRemoved();
    this.addDropListeners(target);
    this.addEventListener("htmx:xhr:progress", (event) => this.onProgress(event.detail));
    this.addEventListener("htmx:afterRequest", () => this.reset());
  }

  addDropListeners(target) {
    target.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      this.zone.dataset.over = "";
    });
    target.addEventListener("dragleave", () => delete this.zone.dataset.over);
    target.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length || !this.isConnected) return;
      event.preventDefault();
      delete this.zone.dataset.over;
      this.input.files = this.input.multiple ? event.dataTransfer.files : onlyFirst(event.dataTransfer.files);
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  onProgress({ lengthComputable, loaded, total }) {
    if (!lengthComputable || !this.bar) return;
    this.bar.hidden = false;
    this.bar.value = (100 * loaded) / total;
  }

  reset() {
    if (this.bar) this.bar.hidden = true;
    this.input.value = "";
  }

  async onClick(event) {
    const crop = event.target.closest("[data-crop]")?.dataset.crop;
    if (!crop) return this.onRemove(event);
    await import(crop); // htmx loads the dialog
  }

  onRemove(event) {
    if (event.target.closest("[data-restore-file]")) return this.restore();
    if (!event.target.closest("[data-remove-file]")) return;
    event.preventDefault();
    const line = this.querySelector("[data-removal]").content.firstElementChild.cloneNode(true);
    const file = this.querySelector(".upload-file");
    const name = line.querySelector("[data-removed-name]");
    const reference = this.querySelector("[data-json]").value;
    name.textContent = name.textContent.replace("{row}", file.querySelector("code").textContent);
    removedFiles.set(this.input.id, { line, file, reference });
    file.replaceWith(line);
    line.querySelector("button").focus();
    this.setReference("");
  }

  showRemoved() {
    const removed = removedFiles.get(this.input.id);
    if (!removed) return;
    if (this.querySelector(".upload-file")) removedFiles.delete(this.input.id);
    else this.zone.before(removed.line);
  }

  // The file is its reference, so it only has to be saved again.
  restore() {
    const { line, file, reference } = removedFiles.get(this.input.id);
    removedFiles.delete(this.input.id);
    line.replaceWith(file);
    file.querySelector("[data-remove-file]").focus();
    this.setReference(reference);
  }

  setReference(reference) {
    const input = this.querySelector("[data-json]");
    input.value = reference;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function onlyFirst(files) {
  const transfer = new DataTransfer();
  transfer.items.add(files[0]);
  return transfer.files;
}
customElements.define("slip-upload", Upload);
