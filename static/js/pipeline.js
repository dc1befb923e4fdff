// The pipeline workshop. Each edit runs on the samples; the server's answer replaces the results, never the editors.
import { completion } from "./pipeline/completion.js";
import { CodeEditor } from "./pipeline/editor.js";
import { connectTree, showLine } from "./pipeline/tree.js";
import { connectUnsaved } from "./pipeline/unsaved.js";
import { connectUpdates } from "./pipeline/updates.js";

const form = document.getElementById("workshop");

customElements.define("slip-code", CodeEditor);
const editors = [...form.querySelectorAll("slip-code")];
const main = editors.find((editor) => editor.area.id === "pipeline-text");

connectUnsaved(form, editors);
connectUpdates(form, editors);
if (main) {
  completion(main);
  connectTree(main);
  main.addEventListener("line", () => showLine(main));
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  document.getElementById("pipeline-save")?.click();
});
