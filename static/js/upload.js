// File uploads by drag and drop, with progress. htmx sends the request; its response is the new field (or card).
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
    const button = event.target.closest("[data-remove-file]");
    if (!button) return;
    event.preventDefault();
    const input = this.querySelector("[data-json]");
    input.value = "";
    this.querySelector(".upload-file")?.remove();
    this.input?.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function onlyFirst(files) {
  const transfer = new DataTransfer();
  transfer.items.add(files[0]);
  return transfer.files;
}

// The new field contains the reference to the uploaded file, so autosave must send it. After a refusal (422, which htmx
// also swaps), the field contains the old reference and the reason; saving it again would replace the message.
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig?.elt?.type !== "file" || event.detail.xhr.status !== 200) return;
  const field = document.getElementById(event.detail.target.id);
  (field?.querySelector(":scope > slip-upload > [data-json]") ?? field)?.dispatchEvent(
    new Event("input", { bubbles: true }),
  );
});
customElements.define("slip-upload", Upload);
