// Files by drag and drop, with progress. The request itself is htmx's; its answer is the field (or card) as it now is.
class Upload extends HTMLElement {
  connectedCallback() {
    if (this.zone) return;
    this.zone = this.querySelector("[data-drop]");
    this.addEventListener("click", (event) => this.onRemove(event));
    // The whole page may be the target, so that nobody has to aim.
    const field = this.hasAttribute("data-page") ? document : this;
    if (!this.zone) return;
    this.input = this.zone.querySelector("input[type=file]");
    this.bar = this.zone.querySelector("progress");
    this.listen(field);
    this.addEventListener("htmx:xhr:progress", (event) => this.onProgress(event.detail));
    this.addEventListener("htmx:afterRequest", () => this.done());
  }

  listen(field) {
    field.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      this.zone.dataset.over = "";
    });
    field.addEventListener("dragleave", () => delete this.zone.dataset.over);
    field.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length || !this.isConnected) return;
      event.preventDefault();
      delete this.zone.dataset.over;
      this.input.files = this.input.multiple ? event.dataTransfer.files : first(event.dataTransfer.files);
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  onProgress({ lengthComputable, loaded, total }) {
    if (!lengthComputable || !this.bar) return;
    this.bar.hidden = false;
    this.bar.value = (100 * loaded) / total;
  }

  done() {
    if (this.bar) this.bar.hidden = true;
    this.input.value = "";
  }

  onRemove(event) {
    const button = event.target.closest("[data-remove-file]");
    if (!button) return;
    event.preventDefault();
    const kept = this.querySelector("[data-json]");
    kept.value = "";
    this.querySelector(".upload-file")?.remove();
    this.input?.focus();
    kept.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function first(files) {
  const one = new DataTransfer();
  one.items.add(files[0]);
  return one.files;
}

// The field that came back holds the new reference: let autosave see it. One that was refused holds the old one and says
// why: saving it again would draw over that. For htmx a 422 is successful too.
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig?.elt?.type !== "file" || event.detail.xhr.status !== 200) return;
  const field = document.getElementById(event.detail.target.id);
  (field?.querySelector(":scope > slip-upload > [data-json]") ?? field)?.dispatchEvent(new Event("input", { bubbles: true }));
});
customElements.define("slip-upload", Upload);
