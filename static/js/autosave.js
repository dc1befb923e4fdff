// Saves the changed fields of a form while somebody types. Edits that cannot be sent yet stay in the page and in the
// tab's sessionStorage.
import { Edits } from "./autosave/edits.js";
import { updateInvalid } from "./autosave/findings.js";
import { SavedForm } from "./autosave/form.js";
import { saveOnLeaving } from "./autosave/leaving.js";
import { OUTCOMES } from "./autosave/outcomes.js";
import { focusFirstProblem, onChoice, showConflicts, showRefusals } from "./autosave/problem-boxes.js";
import { Problems } from "./autosave/problems.js";
import { SaveQueue } from "./autosave/queue.js";
import { Redraw } from "./autosave/redraw.js";
import { SaveStatus } from "./autosave/status.js";
import { waitUntilSaved } from "./autosave/waiting.js";
import { sendEdits } from "./requests.js";
import { coalesce, editedField, fieldNameOf, fieldValue, outermostField, setValue } from "./values.js";

class Autosave {
  isSigningIn = false;
  needsReload = false;
  running = {}; // the changes of the last request

  constructor(element, status) {
    this.element = element;
    this.form = new SavedForm(element);
    this.status = new SaveStatus(status);
    this.edits = new Edits(`edits:${element.dataset.saveUrl}`);
    this.problems = new Problems(this.form.section);
    this.queue = new SaveQueue((options) => this.sendNext(options));
    this.redraw = new Redraw(this.form, this.edits, this.problems);
    this.listen();
    this.rememberAll();
    this.restore();
    this.catchUp();
  }

  listen() {
    this.element.addEventListener("input", (event) => this.onInput(event));
    for (const type of ["focusin", "pointerdown"])
      this.element.addEventListener(type, ({ target }) => this.remember(target), { capture: true });
    this.element.addEventListener("stored", ({ detail }) => this.form.follow(detail));
    this.element.addEventListener("fields-replaced", () => this.showProblems());
    document.body.addEventListener(
      "htmx:oobAfterSwap",
      coalesce(() => this.showProblems()),
    );
    addEventListener("online", () => this.save());
    onChoice(this.element, (path, choice) => this.onChoice(path, choice));
    waitUntilSaved(this.element, this);
    saveOnLeaving(this);
  }

  onInput(event) {
    const field = editedField(event);
    if (!field || !this.element.contains(field)) return;
    const name = field.dataset.field;
    this.edits.add(name, fieldValue(field), this.form.version);
    this.problems.onEdit(name);
    if (this.status.state === "saved") this.status.show("saving", this.status.labels.saving);
    this.queue.runLater();
  }

  // The rows before an edit, also of fields that are changed without the pointer or the keyboard.
  rememberAll() {
    if (this.element.earlyEvents?.length) return;
    for (const rows of this.element.querySelectorAll("slip-rows")) this.remember(rows);
  }

  remember(target) {
    const field = outermostField(target);
    if (field?.querySelector(":scope > slip-rows")) this.edits.remember(field.dataset.field, fieldValue(field));
  }

  save() {
    return this.queue.run();
  }

  nextRequest() {
    const body = this.edits.next((name) => this.problems.concerns(name));
    const { overrules } = this.problems;
    return Object.keys(overrules).length ? { ...body, overrules } : body;
  }

  hasNext() {
    return Object.keys(this.nextRequest().changes).length > 0;
  }

  async sendNext(options) {
    const body = this.nextRequest();
    if (!Object.keys(body.changes).length) return;
    this.status.show("saving", this.status.labels.saving);
    this.running = body.changes;
    const bases = options.keepalive ? {} : this.edits.basesOf(body.changes); // browsers refuse long bodies then
    const { kind, result } = await sendEdits(this.element, { ...body, bases }, options);
    OUTCOMES[kind](this, result, body.changes);
  }

  showProblems() {
    const { conflicts, refusals } = this.problems.listed();
    showConflicts(this.element, conflicts, this.status.labels);
    showRefusals(this.element, refusals, this.status.labels);
    updateInvalid();
  }

  focusProblem() {
    if (this.problems.size) focusFirstProblem(this.element);
    return this.problems.size > 0;
  }

  onChoice(path, choice) {
    const theirs = this.problems.resolve(path);
    if (choice === "theirs") this.useTheirs(path, theirs);
    this.save();
  }

  // Their value is written into the field and sent like an edit. If only the server can render it, our edit is
  // discarded.
  useTheirs(path, theirs) {
    const outerName = this.problems.outerName(path);
    if (setValue(this.form.field(fieldNameOf(path, this.form.section)), theirs))
      this.edits.replace(outerName, fieldValue(this.form.field(outerName)));
    else {
      this.edits.discard(outerName);
      this.redraw.isNeeded = true;
    }
    if (this.edits.size) return;
    this.status.show("saved", this.status.labels.saved);
    this.redraw.request();
  }

  // Edits that were made before the page was left. If only the server can render one, the page is loaded again once it
  // is saved.
  restore() {
    const restored = this.edits.restore();
    for (const [name, value] of restored) if (!setValue(this.form.field(name), value)) this.needsReload = true;
    if (restored.length) this.save();
  }

  // Events that came before this script (wizard/autosave.js).
  catchUp() {
    const events = this.element.earlyEvents ?? [];
    delete this.element.earlyEvents;
    for (const event of events) event.type === "stored" ? this.form.follow(event.detail) : this.onInput(event);
  }
}

for (const status of document.querySelectorAll("[data-autosave]")) {
  const form = document.getElementById(status.dataset.autosave);
  if (form) new Autosave(form, status);
}
