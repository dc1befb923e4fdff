// Fields that the server renders again. Edits that were made in the meantime are applied to them. A response that was
// rendered before the last save is discarded, because it contains old values and their version. So is one that arrives
// during an upload: the answer of the upload could no longer be shown in the field that it was sent from.
import { canSetValue, runningUpload, setValue } from "../values.js";

const versionIn = (html) => Number(html.match(/data-version="(\d+)"/)?.[1] ?? Infinity);

export class Redraw {
  isNeeded = false;

  constructor(form, edits, problems) {
    Object.assign(this, { form, edits, problems });
    form.element.addEventListener("htmx:beforeSwap", (event) => this.onBeforeSwap(event));
    form.element.addEventListener("htmx:afterSwap", (event) => this.onAfterSwap(event));
  }

  request() {
    if (!this.isNeeded || this.problems.size) return;
    // The server formats what somebody types in a price, so this waits until they leave the field.
    const price = document.activeElement?.closest("[data-kind=money]");
    if (price) return price.addEventListener("focusout", () => this.request(), { once: true });
    this.isNeeded = false;
    document.body.dispatchEvent(new CustomEvent("redraw"));
  }

  onBeforeSwap({ target, detail }) {
    if (target.dataset.fieldsOf !== this.form.element.id) return;
    const upload = runningUpload(target);
    if (upload) {
      detail.shouldSwap = false;
      this.isNeeded = true;
      return upload.addEventListener("htmx:afterRequest", () => this.request(), { once: true });
    }
    const isOutdated = versionIn(detail.serverResponse) < this.form.version;
    if (!isOutdated && this.edits.names.every((name) => canSetValue(this.form.field(name)))) return;
    detail.shouldSwap = false;
    this.isNeeded = true;
    if (!this.edits.size) setTimeout(() => this.request(), 0);
  }

  onAfterSwap({ target }) {
    if (target.dataset.fieldsOf !== this.form.element.id) return;
    this.form.version = Number(target.querySelector("[data-version]").dataset.version);
    for (const [name, value] of this.edits.values) setValue(this.form.field(name), value);
    target.dispatchEvent(new CustomEvent("fields-replaced", { bubbles: true }));
  }
}
