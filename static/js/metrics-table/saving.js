// Sends edits one request after another, merges them with those of other people, and keeps what can't be sent.
import { sendEdits } from "../requests.js";
import { operationsBetween } from "./rows.js";

const SAVE_DELAY_MS = 250;
const RETRY_DELAYS_MS = [2000, 4000, 8000, 15000, 30000];
const KEEPALIVE_LIMIT = 60000; // browsers refuse a longer request of a page that was left

export class TableSaving {
  running = null;
  retries = 0;
  state = "saved";

  // report gets the state and the message of the server; onConflicts gets conflicts.
  constructor(model, form, { rowsUrl, report, onConflicts, onSaved }) {
    Object.assign(this, { model, form, rowsUrl, report, onConflicts, onSaved });
    this.key = `metrics:${rowsUrl}`;
    model.addEventListener("change", () => this.runLater());
    addEventListener("online", () => this.run());
    addEventListener("pagehide", () => this.onLeave());
    addEventListener("beforeunload", (event) => {
      if (!["saved", "saving"].includes(this.state)) event.preventDefault();
    });
  }

  runLater(delay = SAVE_DELAY_MS) {
    if (!this.model.isUnsaved()) return;
    if (this.state === "saved") this.show("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), delay);
  }

  // Resolves when everything is saved or can't be saved now.
  async run() {
    clearTimeout(this.timer);
    this.running ??= this.sendAll().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async sendAll() {
    while (this.model.isUnsaved() && (await this.send()));
    if (!this.model.isUnsaved()) this.onEverythingSaved();
  }

  body(rows) {
    const { model } = this;
    const operations = operationsBetween(model.stored, rows, model.columns);
    const restores = model.digests.get(rows) ?? "";
    return { sha256: model.sha256, operations, restores, is_pasted: model.isPasted };
  }

  // Whether the next edits can be sent at once.
  async send() {
    const { rows } = this.model;
    this.show("saving");
    const { kind, result } = await sendEdits(this.form, this.body(rows));
    if (kind === "saved") return this.onSavedRows(rows, result);
    if (kind === "rejected" && result.code === "stale") return this.merge();
    this.keep();
    this.show(kind, result?.message);
    if (kind === "offline" || kind === "unavailable") {
      this.timer = setTimeout(() => this.run(), RETRY_DELAYS_MS[Math.min(this.retries, RETRY_DELAYS_MS.length - 1)]);
      this.retries += 1;
    }
    return false;
  }

  onSavedRows(rows, { sha256, before, version }) {
    Object.assign(this.model, { stored: rows, sha256, isPasted: false });
    this.model.digests.set(rows, sha256);
    this.retries = 0;
    this.onSaved({ before, version });
    return true;
  }

  onEverythingSaved() {
    sessionStorage.removeItem(this.key);
    this.show("saved");
  }

  // Somebody else changed the file. Returns whether there is something to send.
  async merge() {
    const loaded = await this.load();
    return loaded && this.model.isUnsaved();
  }

  async load() {
    const response = await fetch(this.rowsUrl, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok) return false;
    this.onConflicts(this.model.load(await response.json()));
    return true;
  }

  show(state, message = "") {
    this.state = state;
    this.report(state, message);
  }

  keep() {
    sessionStorage.setItem(this.key, JSON.stringify(this.model.unsaved()));
  }

  // Edits of an earlier visit that were not saved.
  restore() {
    const kept = sessionStorage.getItem(this.key);
    if (!kept) return;
    sessionStorage.removeItem(this.key);
    this.onConflicts(this.model.restore(JSON.parse(kept)));
    this.model.show(this.model.rows);
  }

  onLeave() {
    if (!this.model.isUnsaved()) return;
    this.keep();
    const body = this.body(this.model.rows);
    if (!this.running && JSON.stringify(body).length < KEEPALIVE_LIMIT) sendEdits(this.form, body, { keepalive: true });
  }
}
