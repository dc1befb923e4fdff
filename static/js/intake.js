// The box that takes what people have. Chosen and dropped files are sent at once; dropped folders are read with their
// paths, which hidden inputs send in the order of the files.
class Intake extends HTMLElement {
  connectedCallback() {
    if (this.form) return;
    this.form = this.querySelector("form");
    this.input = this.form.querySelector("input[type=file]");
    this.zone = this.querySelector("[data-drop]");
    this.input.addEventListener("change", () => this.send([...this.input.files].map((file) => [file.name, file])));
    this.offerFolder();
    document.addEventListener("dragover", (event) => this.onDrag(event));
    document.addEventListener("dragleave", (event) => event.relatedTarget || this.endDrag());
    document.addEventListener("drop", (event) => this.onDrop(event));
    addEventListener("pageshow", () => this.toggleAttribute("data-sending", false));
  }

  // A second input, because an input for folders cannot choose files.
  offerFolder() {
    const button = this.querySelector("[data-folder]");
    if (!button || !("webkitdirectory" in this.input)) return;
    const chooser = Object.assign(document.createElement("input"), { type: "file", hidden: true });
    chooser.webkitdirectory = true;
    button.after(chooser);
    button.hidden = false;
    button.addEventListener("click", () => chooser.click());
    chooser.addEventListener("change", () =>
      this.send([...chooser.files].map((file) => [file.webkitRelativePath || file.name, file])),
    );
  }

  onDrag(event) {
    if (event.defaultPrevented || !event.dataTransfer.types.includes("Files")) return this.endDrag();
    event.preventDefault();
    this.zone.dataset.over = "";
  }

  endDrag() {
    delete this.zone.dataset.over;
  }

  async onDrop(event) {
    this.endDrag();
    if (event.defaultPrevented || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...event.dataTransfer.files].map((file) => [file.name, file]);
    const isFolder = entries.some((entry) => entry.isDirectory);
    this.send(isFolder ? (await Promise.all(entries.map(filesOf))).flat() : files);
  }

  send(named) {
    if (!named.length || this.hasAttribute("data-sending")) return;
    const transfer = new DataTransfer();
    for (const old of this.form.querySelectorAll("[name=paths]")) old.remove();
    const hasFolders = named.some(([path]) => path.includes("/"));
    for (const [path, file] of named) {
      transfer.items.add(file);
      if (hasFolders)
        this.form.append(
          Object.assign(document.createElement("input"), { type: "hidden", name: "paths", value: path }),
        );
    }
    this.input.files = transfer.files;
    this.toggleAttribute("data-sending", true);
    this.form.requestSubmit();
  }
}

// [path, file] of every file in a dropped folder.
async function filesOf(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [[entry.fullPath.slice(1), file]];
  }
  const reader = entry.createReader();
  const children = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    children.push(...some);
  }
  return (await Promise.all(children.map(filesOf))).flat();
}
customElements.define("slip-intake", Intake);
