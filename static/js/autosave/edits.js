// The edits of a form that are not saved yet: the value of each field, and the version that the page had when the field
// was first edited. They are also stored in the tab's sessionStorage, so that they survive a reload.
//
// Rows are also sent as the page showed them at that version, so that other people's changes to other rows stay even if
// the history no longer has the version.
//
// Each edit is sent with its own version. A field that waits keeps that version while other fields are saved. Otherwise
// it would overwrite values that this page never showed.
const isEqual = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class Edits {
  values = new Map();
  versions = new Map();
  shown = new Map(); // rows as the page shows them, before somebody edits them
  bases = new Map();

  constructor(key) {
    this.key = key;
  }

  get size() {
    return this.values.size;
  }

  get names() {
    return [...this.values.keys()];
  }

  add(name, value, version) {
    if (!this.values.has(name)) {
      this.versions.set(name, version);
      this.bases.set(name, this.shown.get(name));
    }
    this.replace(name, value);
  }

  replace(name, value) {
    this.values.set(name, value);
    this.store();
  }

  discard(name) {
    this.values.delete(name);
    this.store();
  }

  // Called before an edit, with the rows that are on the page.
  remember(name, rows) {
    if (!this.values.has(name)) this.shown.set(name, rows);
  }

  // {field: rows as they were shown} of the changes. Rows that are already changed are no base.
  basesOf(changes) {
    const rows = [...this.bases].filter(([name, base]) => base && name in changes && !isEqual(base, changes[name]));
    return Object.fromEntries(rows);
  }

  isStill(name, value) {
    return isEqual(this.values.get(name), value);
  }

  // The edits to send next, {version, changes}: those of the oldest version, without fields that wait.
  next(waits) {
    const sendable = [...this.values].filter(([name]) => !waits(name));
    const version = Math.min(...sendable.map(([name]) => this.versions.get(name)));
    return { version, changes: Object.fromEntries(sendable.filter(([name]) => this.versions.get(name) === version)) };
  }

  // Forgets the edits that were saved. A field that was edited again in the meantime is sent with the new version, and
  // so is every other field that the server did not merge.
  onSaved(sent, { version, merged = [] }) {
    for (const [name, value] of Object.entries(sent)) if (this.isStill(name, value)) this.values.delete(name);
    for (const name of [...Object.keys(sent), ...merged].filter((name) => this.shown.has(name))) {
      this.shown.set(name, merged.includes(name) ? undefined : sent[name]);
      if (name in sent) this.bases.set(name, this.shown.get(name));
    }
    for (const name of this.names) if (name in sent || !merged.includes(name)) this.versions.set(name, version);
    this.store();
  }

  store() {
    const changes = [...this.values].map(([name, value]) => [name, value, this.versions.get(name)]);
    try {
      if (changes.length) sessionStorage.setItem(this.key, JSON.stringify({ changes }));
      else sessionStorage.removeItem(this.key);
    } catch {
      /* storage is full or disabled: the edits are only in the page */
    }
  }

  // Reads the edits that a page stored before it was left, and returns them as [name, value].
  restore() {
    let stored = null;
    try {
      stored = JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      /* storage is disabled, or its value is not JSON */
    }
    for (const [name, value, version] of stored?.changes ?? []) this.add(name, value, version);
    return [...this.values];
  }
}
