// Saves changed fields of a form as they are typed. What cannot be sent waits in the page and in this tab's storage.
//
// POST <data-save-url> {"version": n of the oldest change, "changes": {field: value}, "overrules": {path: their value}}
//   200 {"version", "saved_at", "merged": [field], "redraw": true where the page shows or asks something else now}
//   409 {"code": "section-changed", "context": {"conflicts": {path: {"base", "mine", "theirs"}}, "words": {path: theirs as text}}}
//   400 {"message", "context": {"fields": {path: why}}}: these fields wait until they are edited, the others go on
//   401, a redirect, 403 without a code: signed out       other 4xx {"message"}: said, not tried again
// A change that equals what is stored is no conflict: the same edit may arrive twice.
// Each change goes with the version that was on the page when its field was first edited. A field that waits, because of
// a question or a correction, keeps that version while others are saved: else it would overwrite what nobody here saw.
import { canPut, nameless, nameOf, outermost, put, soon, valueOf } from "./values.js";

const DELAY_MS = 600;
const RETRY_MS = [2000, 4000, 8000, 15000, 30000];
const BEACON_BYTES = 60000;
const ICONS = { saved: "tick", saving: "clock", offline: "warning", failed: "warning", conflict: "talk", "signed-out": "lock" };
const versionIn = (html) => Number(html.match(/data-version="(\d+)"/)?.[1] ?? Infinity);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// -- one form
class Saver {
  constructor(form, says) {
    Object.assign(this, { form, says, pending: new Map(), bases: new Map(), asked: new Map(), refused: new Map(), overrules: {}, tries: 0, state: "saved", sending: null, goesToSignIn: false, wantsRedraw: false, section: form.elements.section?.value ?? "" });
    this.key = `edits:${form.dataset.saveUrl}`;
    this.version = Number(form.dataset.version);
    form.addEventListener("input", (event) => this.onEdit(event));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    document.addEventListener("click", (event) => this.onNext(event));
    form.addEventListener("decided", (event) => this.onDecided(event.detail));
    form.addEventListener("stored", (event) => { if (event.detail.before === this.version) this.setVersion(event.detail.version); });
    form.addEventListener("htmx:confirm", (event) => this.onRequest(event));
    form.addEventListener("htmx:beforeSwap", (event) => this.onRedraw(event));
    form.addEventListener("htmx:afterSwap", (event) => this.onRedrawn(event));
    document.body.addEventListener("htmx:oobAfterSwap", soon(() => this.ask()));
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.state === "signed-out" && this.send()));
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => { if (this.isStuck()) event.preventDefault(); });
    this.restore();
  }

  // What is on its way leaves with the page (see leave); only what cannot be sent is worth a warning.
  isStuck() { return this.pending.size > 0 && !this.goesToSignIn && !["saved", "saving"].includes(this.state); }

  field(name) { return this.form.querySelector(`[data-field="${CSS.escape(name)}"]`); }

  onEdit(event) {
    if (event.detail === "put" || event.target.type === "file" || event.target.closest("[data-unsaved]")) return;
    const field = outermost(event.target);
    if (!field || !this.form.contains(field)) return;
    if (!this.pending.has(field.dataset.field)) this.bases.set(field.dataset.field, this.version);
    this.pending.set(field.dataset.field, valueOf(field));
    for (const path of this.refused.keys()) if (this.outer(path) === field.dataset.field) this.refused.delete(path);
    this.keep();
    if (this.state === "saved") this.show("saving", this.says.dataset.saving);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), DELAY_MS);
  }

  // Buttons of the form (Apply fix) wait for what is still on its way.
  async onSubmit(event) {
    if (!this.pending.size || event.defaultPrevented) return;
    event.preventDefault();
    await this.send();
    if (!this.pending.size) this.form.requestSubmit(event.submitter);
    else this.sayHeld();
  }

  // So does the link to the next step; where no field waits for a correction, the browser asks before it leaves.
  async onNext(event) {
    const link = event.target.closest("a[data-next]");
    if (!link || !this.pending.size || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await this.send();
    if (!this.pending.size) link.click();
    else if (!this.sayHeld()) location.assign(link.href);
  }

  sayHeld() {
    const isHeld = this.refused.size + this.asked.size > 0;
    if (isHeld) this.form.dispatchEvent(new CustomEvent("held", { bubbles: true }));
    return isHeld;
  }

  // So do uploads and what else a part of the form asks for: a row must be stored before a file goes into it.
  onRequest(event) {
    const isFree = event.detail.triggeringEvent?.type === "redraw" || event.target.closest("[data-own-queue]");
    if (!this.pending.size || isFree) return;
    event.preventDefault();
    this.send().then(() => event.detail.issueRequest(true));
  }

  isHeld(name) { return [...this.asked.keys(), ...this.refused.keys()].some((path) => this.outer(path) === name); }

  body() {
    const free = [...this.pending].filter(([name]) => !this.isHeld(name));
    const version = Math.min(...free.map(([name]) => this.bases.get(name)));
    const body = { version, changes: Object.fromEntries(free.filter(([name]) => this.bases.get(name) === version)) };
    return Object.keys(this.overrules).length ? { ...body, overrules: this.overrules } : body;
  }

  request(body, more = {}) {
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? this.form.elements.csrfmiddlewaretoken?.value;
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token ?? "" };
    return fetch(this.form.dataset.saveUrl, { method: "POST", headers, body: JSON.stringify(body), redirect: "manual", ...more });
  }

  send() {
    clearTimeout(this.timer);
    return (this.sending ??= this.exchange().finally(() => { this.sending = null; }));
  }

  async exchange() {
    const body = this.body();
    if (!Object.keys(body.changes).length) return;
    this.show("saving", this.says.dataset.saving);
    const response = await this.request(body).catch(() => null);
    await (response ? this.read(response, body.changes) : this.wait("offline"));
  }

  async read(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 401) return this.signedOut();
    const answer = await response.json().catch(() => ({}));
    if (response.status === 403 && !answer.code) return this.signedOut();
    if (response.ok) return this.saved(answer, sent);
    if (answer.context?.conflicts) return this.conflict(answer.context);
    if (answer.context?.fields) return this.refuse(answer.context.fields, sent);
    if (response.status >= 500) return this.wait("failed");
    return this.show("failed", answer.message ?? this.says.dataset.failed);
  }

  saved(answer, sent) {
    [this.tries, this.overrules] = [0, {}];
    this.setVersion(answer.version);
    for (const [name, value] of Object.entries(sent)) if (same(this.pending.get(name), value)) this.pending.delete(name);
    for (const name of this.pending.keys()) if (name in sent || !answer.merged?.includes(name)) this.bases.set(name, answer.version);
    this.keep();
    const time = new Date(answer.saved_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.ask();
    if (this.asked.size) this.show("conflict", this.says.dataset.conflict);
    else if (this.refused.size) this.show("failed", this.says.dataset.refused);
    else if (!this.pending.size) this.show("saved", this.says.dataset.savedAt.replace("{time}", time));
    this.wantsRedraw ||= answer.redraw === true;
    document.body.dispatchEvent(new CustomEvent("saved", { detail: { version: answer.version, fields: Object.keys(sent), merged: answer.merged ?? [] } }));
    if (this.drawAgain && !this.pending.size) location.reload();
    else if (Object.keys(this.body().changes).length) this.timer = setTimeout(() => this.send(), DELAY_MS);
    else this.redraw();
  }

  // -- what nothing can hold: the field says why and keeps its text until it is edited; the others go on
  refuse(fields, sent) {
    for (const [path, why] of Object.entries(fields)) if (same(this.pending.get(this.outer(path)), sent[this.outer(path)])) this.refused.set(path, why);
    this.hold("failed", this.says.dataset.refused);
  }

  hold(state, text) {
    this.show(state, text);
    this.ask();
    if (Object.keys(this.body().changes).length) this.timer = setTimeout(() => this.send(), 0);
  }

  // -- the fields are drawn anew: what was typed meanwhile is laid over them. A drawing that was made before the last save
  // would bring older texts back, and the version that they had.
  redraw() {
    if (!this.wantsRedraw || this.asked.size || this.refused.size) return;
    this.wantsRedraw = false;
    document.body.dispatchEvent(new CustomEvent("redraw"));
  }

  onRedraw(event) {
    if (event.target.dataset.fieldsOf !== this.form.id) return;
    const isLate = versionIn(event.detail.serverResponse) < this.version;
    if (!isLate && [...this.pending.keys()].every((name) => canPut(this.field(name)))) return;
    event.detail.shouldSwap = false;
    this.wantsRedraw = true;
    if (!this.pending.size) setTimeout(() => this.redraw(), 0);
  }

  onRedrawn(event) {
    if (event.target.dataset.fieldsOf !== this.form.id) return;
    this.setVersion(Number(event.target.querySelector("[data-version]").dataset.version));
    for (const [name, value] of this.pending) put(this.field(name), value);
    this.ask();
  }

  setVersion(version) {
    this.version = this.form.dataset.version = version;
    if (this.form.elements.version) this.form.elements.version.value = version;
  }

  wait(state) {
    const [{ offlineOne, offline, failed }, count] = [this.says.dataset, this.pending.size];
    this.show(state, state === "failed" ? failed : count === 1 ? offlineOne : offline.replace("{count}", count));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
  }

  signedOut() {
    const { signedOut, signIn, login } = this.says.dataset;
    this.show("signed-out", `${signedOut} `);
    const field = outermost(document.activeElement ?? this.form) ?? this.field([...this.pending.keys()][0]);
    const back = location.pathname + location.search + (field?.id ? `#${field.id}` : "");
    const link = Object.assign(document.createElement("a"), { textContent: signIn, href: `${login}?next=${encodeURIComponent(back)}` });
    link.addEventListener("click", () => { this.goesToSignIn = true; });
    this.says.querySelector("[data-text]").append(link);
  }

  // -- the same field changed elsewhere: both texts stay until somebody chooses (answers.js draws the question)
  conflict({ conflicts, words = {} }) {
    for (const [path, { theirs }] of Object.entries(conflicts)) this.asked.set(path, { theirs, words: words[path] ?? String(theirs ?? "") });
    this.hold("conflict", this.says.dataset.conflict);
  }

  ask() {
    const names = (path) => [nameOf(path, this.section), this.outer(path)];
    const questions = [...this.asked].map(([path, { words }]) => ({ path, words, names: names(path) }));
    const refused = [...this.refused].map(([path, why]) => ({ path, why, names: names(path) }));
    this.form.dispatchEvent(new CustomEvent("conflicts", { bubbles: true, detail: { questions, refused, words: this.says.dataset } }));
  }

  onDecided({ path, choice }) {
    const { theirs } = this.asked.get(path);
    this.asked.delete(path);
    if (choice === "theirs") this.take(nameOf(path, this.section), theirs);
    this.overrules[nameless(path, this.section)] = theirs;
    this.send();
  }

  outer(path) { return nameOf(path, this.section).split(".")[0]; }

  // Their value goes into the field and is sent like a text of ours; where only the server can draw it, ours is given up.
  take(name, theirs) {
    const whole = name.split(".")[0];
    if (put(this.field(name), theirs)) this.pending.set(whole, valueOf(this.field(whole)));
    else {
      this.pending.delete(whole);
      this.wantsRedraw = true;
    }
    this.keep();
    if (this.pending.size) return;
    this.show("saved", this.says.dataset.saved);
    this.redraw();
  }

  // -- the page goes away and comes back
  leave() {
    const body = this.body();
    if (!Object.keys(body.changes).length || this.sending || JSON.stringify(body).length > BEACON_BYTES) return;
    clearTimeout(this.timer);
    const request = this.request(body, { keepalive: true });
    this.sending = request.then((response) => this.read(response, body.changes), () => this.wait("offline")).finally(() => { this.sending = null; });
  }

  keep() {
    try {
      if (this.pending.size) sessionStorage.setItem(this.key, JSON.stringify({ changes: [...this.pending].map(([name, value]) => [name, value, this.bases.get(name)]) }));
      else sessionStorage.removeItem(this.key);
    } catch { /* storage is full or closed: the page itself still holds the edits */ }
  }

  restore() {
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(this.key)); } catch { /* nothing readable was kept */ }
    if (!kept) return;
    for (const [name, value, base = kept.version] of kept.changes) {
      this.pending.set(name, value);
      this.bases.set(name, base);
      if (!put(this.field(name), value)) this.drawAgain = true;
    }
    this.send();
  }

  show(state, text) {
    this.state = state;
    this.says.dataset.state = state;
    this.says.querySelector("[data-text]").textContent = text;
    const use = this.says.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#i-${ICONS[state]}`));
  }
}

for (const says of document.querySelectorAll("[data-autosave]")) {
  const form = document.getElementById(says.dataset.autosave);
  if (form) new Saver(form, says);
}
