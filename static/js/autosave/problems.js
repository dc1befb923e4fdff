// Fields that can't be saved as they are: somebody else changed the same value, or the server refused it. Such a field
// waits until the person chooses a version or edits it, while other fields are saved.
//
// Paths are those of the server, for example `overview.media[k].caption`.
import { fieldNameOf, withoutSection } from "../values.js";

export class Problems {
  conflicts = new Map();
  refusals = new Map();
  overrules = {};

  constructor(section) {
    this.section = section;
  }

  get size() {
    return this.conflicts.size + this.refusals.size;
  }

  // The field of the form that contains the path, which may be a cell of one of its rows.
  outerName(path) {
    return fieldNameOf(path, this.section).split(".")[0];
  }

  concerns(name) {
    return [...this.conflicts.keys(), ...this.refusals.keys()].some((path) => this.outerName(path) === name);
  }

  addConflicts({ conflicts, words = {} }) {
    for (const [path, { theirs }] of Object.entries(conflicts))
      this.conflicts.set(path, { theirs, text: words[path] ?? String(theirs ?? "") });
  }

  addRefusal(path, reason) {
    this.refusals.set(path, reason);
  }

  // An edit may correct a refused value. A conflict stays until a version was chosen.
  onEdit(name) {
    for (const path of this.refusals.keys()) if (this.outerName(path) === name) this.refusals.delete(path);
  }

  onSaved() {
    this.overrules = {};
  }

  // Ends a conflict. The next request names the value that the person has seen and decided about.
  resolve(path) {
    const { theirs } = this.conflicts.get(path);
    this.conflicts.delete(path);
    this.overrules[withoutSection(path, this.section)] = theirs;
    return theirs;
  }

  // Lists of {path, names: [cell, whole field]} with the text of their version or the reason of the refusal.
  listed() {
    const names = (path) => [fieldNameOf(path, this.section), this.outerName(path)];
    const conflicts = [...this.conflicts].map(([path, { text }]) => ({ path, text, names: names(path) }));
    const refusals = [...this.refusals].map(([path, reason]) => ({ path, reason, names: names(path) }));
    return { conflicts, refusals };
  }
}
