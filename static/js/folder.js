// Lets people choose a whole folder. Browsers send only the names of its files, so hidden inputs send their paths in
// the same order.
class Folder extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input[type=file]");
    if (!input || !("webkitdirectory" in input)) return;
    this.hidden = false;
    input.webkitdirectory = true;
    input.multiple = true;
    input.addEventListener("change", () => this.addPaths(input));
  }

  addPaths(input) {
    for (const old of this.querySelectorAll("[name=paths]")) old.remove();
    for (const file of input.files) {
      this.append(
        Object.assign(document.createElement("input"), {
          type: "hidden",
          name: "paths",
          value: file.webkitRelativePath,
        }),
      );
    }
  }
}
customElements.define("slip-folder", Folder);
