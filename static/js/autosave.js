// Saves the changed fields of a form while somebody types. Edits that cannot be sent yet stay in the page and in the
// tab's sessionStorage.
//
// POST <data-save-url> {"version": n of the oldest change, "changes": {field: value}, "overrules": {path: their value}}
//   200 {"version", "saved_at", "merged": [field], "redraw": true if the page must show other fields}
//   409 {"code": "section-changed", "context": {"conflicts": {path: {"base", "mine", "theirs"}},
//     "words": {path: their value as text}}}
//   400 {"message", "context": {"fields": {path: reason}}}: these fields wait until they are edited; the others are
//     sent again
//   401, a redirect, 403 without a code: signed out       other 4xx {"message"}: shown, not sent again
// A change that equals the stored value is not a conflict, because the same edit may arrive twice. Each change is sent
// with the version that the page had when its field was first edited. A field with a conflict or an error keeps that
// version while other fields are saved. Otherwise it would overwrite values that this page never showed.
import { canSetValue, coalesce, fieldNameOf, fieldValue, outermostField, setValue, withoutSection } from "./values.js";

const DELAY_MS = 600;
const RETRY_MS = [2000, 4000, 8000, 15000, 30000];
const BEACON_BYTES = 60000;
const ICONS = {
  saved: "tick",
  saving: "clock",
  offline: "warning",
  failed: "warning",
  conflict: "talk",
  "signed-out": "lock",
};
const versionIn = (html) => Number(html.match(/data-version="(\d+)"/)?.[1] ?? Infinity);
const isEqual = (one, other) => JSON.stringify(one) === JSON.stringify(other);

class Saver {
  constructor(form, status) {
    Object.assign(this, {
      form,
      status,
      pending: new Map(),
      baseVersions: new Map(),
      conflicts: new Map(),
      refused: new Map(),
      overrules: {},
      retries: 0,
      state: "saved",
      sending: null,
      isSigningIn: false,
      needsRedraw: false,
      needsReload: false,
      section: form.elements.section?.value ?? "",
    });
    this.key = `edits:${form.dataset.saveUrl}`;
    this.version = Number(form.dataset.version);
    form.addEventListener("input", (event) => this.onInput(event));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    document.addEventListener("click", (event) => this.onNextClick(event));
    form.addEventListener("conflict-resolved", (event) => this.onConflictResolved(event.detail));
    form.addEventListener("stored", (event) => {
      if (event.detail.before === this.version) this.setVersion(event.detail.version);
    });
    form.addEventListener("htmx:confirm", (event) => this.onHtmxRequest(event));
    form.addEventListener("htmx:beforeSwap", (event) => this.onBeforeSwap(event));
    form.addEventListener("htmx:afterSwap", (event) => this.onAfterSwap(event));
    document.body.addEventListener(
      "htmx:oobAfterSwap",
      coalesce(() => this.dispatchProblems()),
    );
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () =>
      document.hidden ? this.flush() : this.state === "signed-out" && this.send(),
    );
    addEventListener("pagehide", () => this.flush());
    addEventListener("beforeunload", (event) => {
      if (this.shouldWarnBeforeLeaving()) event.preventDefault();
    });
    this.restoreEdits();
  }

  // Edits that can be sent are sent when the page is left (see flush), so only the others need a warning.
  shouldWarnBeforeLeaving() {
    return this.pending.size > 0 && !this.isSigningIn && !["saved", "saving"].includes(this.state);
  }

  field(name) {
    return this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  }

  onInput(event) {
    if (event.detail === "set" || event.target.type === "file" || event.target.closest("[data-unsaved]")) return;
    const field = outermostField(event.target);
    if (!field || !this.form.contains(field)) return;
    if (!this.pending.has(field.dataset.field)) this.baseVersions.set(field.dataset.field, this.version);
    this.pending.set(field.dataset.field, fieldValue(field));
    for (const path of this.refused.keys()) if (this.fieldName(path) === field.dataset.field) this.refused.delete(path);
    this.storeEdits();
    if (this.state === "saved") this.showState("saving", this.status.dataset.saving);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), DELAY_MS);
  }

  // The buttons of the form, such as Apply fix, wait until all edits are saved.
  async onSubmit(event) {
    if (!this.pending.size || event.defaultPrevented) return;
    event.preventDefault();
    await this.send();
    if (!this.pending.size) this.form.requestSubmit(event.submitter);
    else this.reportBlocked();
  }

  // The link to the next step waits, too. If the edits cannot be sent, it is followed all the same: the browser then
  // asks before it leaves the page. If a field needs an answer or a correction, the page stays open.
  async onNextClick(event) {
    const link = event.target.closest("a[data-next]");
    if (!link || !this.pending.size || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey)
      return;
    event.preventDefault();
    await this.send();
    if (!this.pending.size) link.click();
    else if (!this.reportBlocked()) location.assign(link.href);
  }

  reportBlocked() {
    const isBlocked = this.refused.size + this.conflicts.size > 0;
    if (isBlocked) this.form.dispatchEvent(new CustomEvent("save-blocked", { bubbles: true }));
    return isBlocked;
  }

  // Other htmx requests from the form wait, too: a row must be stored before a file can be uploaded to it.
  onHtmxRequest(event) {
    const loadsFields = ["load-fields", "redraw"].includes(event.detail.triggeringEvent?.type);
    if (!this.pending.size || loadsFields || event.target.closest("[data-own-queue]")) return;
    event.preventDefault();
    this.send().then(() => event.detail.issueRequest(true));
  }

  isBlocked(name) {
    return [...this.conflicts.keys(), ...this.refused.keys()].some((path) => this.fieldName(path) === name);
  }

  requestBody() {
    const sendable = [...this.pending].filter(([name]) => !this.isBlocked(name));
    const version = Math.min(...sendable.map(([name]) => this.baseVersions.get(name)));
    const body = {
      version,
      changes: Object.fromEntries(sendable.filter(([name]) => this.baseVersions.get(name) === version)),
    };
    return Object.keys(this.overrules).length ? { ...body, overrules: this.overrules } : body;
  }

  post(body, options = {}) {
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? this.form.elements.csrfmiddlewaretoken?.value;
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token ?? "" };
    return fetch(this.form.dataset.saveUrl, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      redirect: "manual",
      ...options,
    });
  }

  send() {
    clearTimeout(this.timer);
    this.sending ??= this.sendPending().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async sendPending() {
    const body = this.requestBody();
    if (!Object.keys(body.changes).length) return;
    this.showState("saving", this.status.dataset.saving);
    const response = await this.post(body).catch(() => null);
    await (response ? this.handleResponse(response, body.changes) : this.retryLater("offline"));
  }

  async handleResponse(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 401) return this.onSignedOut();
    const result = await response.json().catch(() => ({}));
    if (response.status === 403 && !result.code) return this.onSignedOut();
    if (response.ok) return this.onSaved(result, sent);
    if (result.context?.conflicts) return this.onConflict(result.context);
    if (result.context?.fields) return this.onRefused(result.context.fields, sent);
    if (response.status >= 500) return this.retryLater("failed");
    return this.showState("failed", result.message ?? this.status.dataset.failed);
  }

  onSaved(result, sent) {
    [this.retries, this.overrules] = [0, {}];
    this.setVersion(result.version);
    for (const [name, value] of Object.entries(sent))
      if (isEqual(this.pending.get(name), value)) this.pending.delete(name);
    for (const name of this.pending.keys())
      if (name in sent || !result.merged?.includes(name)) this.baseVersions.set(name, result.version);
    this.storeEdits();
    const time = new Date(result.saved_at).toLocaleTimeString(document.documentElement.lang, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    this.dispatchProblems();
    if (this.conflicts.size) this.showState("conflict", this.status.dataset.conflict);
    else if (this.refused.size) this.showState("failed", this.status.dataset.refused);
    else if (!this.pending.size) this.showState("saved", this.status.dataset.savedAt.replace("{time}", time));
    this.needsRedraw ||= result.redraw === true;
    document.body.dispatchEvent(
      new CustomEvent("saved", {
        detail: { version: result.version, fields: Object.keys(sent), merged: result.merged ?? [] },
      }),
    );
    if (this.needsReload && !this.pending.size) location.reload();
    else if (Object.keys(this.requestBody().changes).length) this.timer = setTimeout(() => this.send(), DELAY_MS);
    else this.requestRedraw();
  }

  // -- Refused values: the field shows the reason and is not sent again until it is edited.
  onRefused(fields, sent) {
    for (const [path, reason] of Object.entries(fields))
      if (isEqual(this.pending.get(this.fieldName(path)), sent[this.fieldName(path)])) this.refused.set(path, reason);
    this.reportProblem("failed", this.status.dataset.refused);
  }

  reportProblem(state, text) {
    this.showState(state, text);
    this.dispatchProblems();
    if (Object.keys(this.requestBody().changes).length) this.timer = setTimeout(() => this.send(), 0);
  }

  // -- Newly rendered fields: edits that were made in the meantime are applied to them. A response that was rendered
  // before the last save is discarded, because it contains old values and their version.
  requestRedraw() {
    if (!this.needsRedraw || this.conflicts.size || this.refused.size) return;
    this.needsRedraw = false;
    document.body.dispatchEvent(new CustomEvent("redraw"));
  }

  onBeforeSwap(event) {
    if (event.target.dataset.fieldsOf !== this.form.id) return;
    const isOutdated = versionIn(event.detail.serverResponse) < this.version;
    if (!isOutdated && [...this.pending.keys()].every((name) => canSetValue(this.field(name)))) return;
    event.detail.shouldSwap = false;
    this.needsRedraw = true;
    if (!this.pending.size) setTimeout(() => this.requestRedraw(), 0);
  }

  onAfterSwap(event) {
    if (event.target.dataset.fieldsOf !== this.form.id) return;
    this.setVersion(Number(event.target.querySelector("[data-version]").dataset.version));
    for (const [name, value] of this.pending) setValue(this.field(name), value);
    this.dispatchProblems();
  }

  setVersion(version) {
    this.version = this.form.dataset.version = version;
    if (this.form.elements.version) this.form.elements.version.value = version;
  }

  retryLater(state) {
    const [{ offlineOne, offline, failed }, count] = [this.status.dataset, this.pending.size];
    this.showState(state, state === "failed" ? failed : count === 1 ? offlineOne : offline.replace("{count}", count));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), RETRY_MS[Math.min(this.retries++, RETRY_MS.length - 1)]);
  }

  onSignedOut() {
    const { signedOut, signIn, login } = this.status.dataset;
    this.showState("signed-out", `${signedOut} `);
    const field = outermostField(document.activeElement ?? this.form) ?? this.field([...this.pending.keys()][0]);
    const returnUrl = location.pathname + location.search + (field?.id ? `#${field.id}` : "");
    const link = Object.assign(document.createElement("a"), {
      textContent: signIn,
      href: `${login}?next=${encodeURIComponent(returnUrl)}`,
    });
    link.addEventListener("click", () => {
      this.isSigningIn = true;
    });
    this.status.querySelector("[data-text]").append(link);
  }

  // -- Conflicts: somebody else changed the same field. conflicts.js lets the person choose one of the two values.
  onConflict({ conflicts, words = {} }) {
    for (const [path, { theirs }] of Object.entries(conflicts))
      this.conflicts.set(path, { theirs, text: words[path] ?? String(theirs ?? "") });
    this.reportProblem("conflict", this.status.dataset.conflict);
  }

  dispatchProblems() {
    const names = (path) => [fieldNameOf(path, this.section), this.fieldName(path)];
    const conflicts = [...this.conflicts].map(([path, { text }]) => ({ path, text, names: names(path) }));
    const refused = [...this.refused].map(([path, reason]) => ({ path, reason, names: names(path) }));
    this.form.dispatchEvent(
      new CustomEvent("field-problems", { bubbles: true, detail: { conflicts, refused, labels: this.status.dataset } }),
    );
  }

  onConflictResolved({ path, choice }) {
    const { theirs } = this.conflicts.get(path);
    this.conflicts.delete(path);
    if (choice === "theirs") this.useTheirs(fieldNameOf(path, this.section), theirs);
    this.overrules[withoutSection(path, this.section)] = theirs;
    this.send();
  }

  fieldName(path) {
    return fieldNameOf(path, this.section).split(".")[0];
  }

  // Their value is written into the field and sent like an edit. If only the server can render it, our edit is
  // discarded.
  useTheirs(name, theirs) {
    const outerName = name.split(".")[0];
    if (setValue(this.field(name), theirs)) this.pending.set(outerName, fieldValue(this.field(outerName)));
    else {
      this.pending.delete(outerName);
      this.needsRedraw = true;
    }
    this.storeEdits();
    if (this.pending.size) return;
    this.showState("saved", this.status.dataset.saved);
    this.requestRedraw();
  }

  // -- Leaving the page and coming back.
  flush() {
    const body = this.requestBody();
    if (!Object.keys(body.changes).length || this.sending || JSON.stringify(body).length > BEACON_BYTES) return;
    clearTimeout(this.timer);
    const request = this.post(body, { keepalive: true });
    this.sending = request
      .then(
        (response) => this.handleResponse(response, body.changes),
        () => this.retryLater("offline"),
      )
      .finally(() => {
        this.sending = null;
      });
  }

  storeEdits() {
    try {
      if (this.pending.size)
        sessionStorage.setItem(
          this.key,
          JSON.stringify({
            changes: [...this.pending].map(([name, value]) => [name, value, this.baseVersions.get(name)]),
          }),
        );
      else sessionStorage.removeItem(this.key);
    } catch {
      /* storage is full or disabled: the edits are only in the page */
    }
  }

  restoreEdits() {
    let stored = null;
    try {
      stored = JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      /* storage is disabled, or its value is not JSON */
    }
    if (!stored) return;
    for (const [name, value, base = stored.version] of stored.changes) {
      this.pending.set(name, value);
      this.baseVersions.set(name, base);
      if (!setValue(this.field(name), value)) this.needsReload = true;
    }
    this.send();
  }

  showState(state, text) {
    this.state = state;
    this.status.dataset.state = state;
    this.status.querySelector("[data-text]").textContent = text;
    const use = this.status.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#i-${ICONS[state]}`));
  }
}

for (const status of document.querySelectorAll("[data-autosave]")) {
  const form = document.getElementById(status.dataset.autosave);
  if (form) new Saver(form, status);
}
