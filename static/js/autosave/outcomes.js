// What happens after a request, for each kind of outcome. A field with a problem waits; the others are sent.
import { outermostField } from "../values.js";

function onSaved(autosave, result, sent) {
  autosave.queue.onSaved();
  autosave.problems.onSaved();
  autosave.form.version = result.version;
  autosave.edits.onSaved(sent, result);
  autosave.showProblems();
  showSaved(autosave, result);
  autosave.redraw.isNeeded ||= result.redraw === true;
  const detail = { version: result.version, fields: Object.keys(sent), merged: result.merged ?? [] };
  document.body.dispatchEvent(new CustomEvent("saved", { detail }));
  if (autosave.needsReload && !autosave.edits.size) location.reload();
  else if (autosave.hasNext()) autosave.queue.runLater();
  else autosave.redraw.request();
}

function showSaved({ edits, problems, status }, result) {
  if (problems.conflicts.size) status.show("conflict", status.labels.conflict);
  else if (problems.refusals.size) status.show("failed", status.labels.refused);
  else if (!edits.size) status.showSavedAt(result.saved_at);
}

function onConflict(autosave, result) {
  autosave.problems.addConflicts(result.context);
  reportProblem(autosave, "conflict", autosave.status.labels.conflict);
}

// A field that was edited again in the meantime is sent once more, because its new value may be correct.
function onRefused(autosave, result, sent) {
  const { edits, problems, status } = autosave;
  for (const [path, reason] of Object.entries(result.context.fields)) {
    const name = problems.outerName(path);
    if (edits.isStill(name, sent[name])) problems.addRefusal(path, reason);
  }
  reportProblem(autosave, "failed", status.labels.refused);
}

function reportProblem(autosave, state, text) {
  autosave.status.show(state, text);
  autosave.showProblems();
  if (autosave.hasNext()) autosave.queue.runLater(0);
}

function onRejected({ status }, result) {
  status.show("failed", result.message ?? status.labels.failed);
}

function onUnavailable({ queue, status }, result) {
  status.show("failed", result.code === "maintenance" ? result.message : status.labels.failed);
  queue.retry();
}

function onOffline({ edits, queue, status }) {
  status.showOffline(edits.size);
  queue.retry();
}

// The link to sign in leads back to the field that somebody was editing.
function onSignedOut(autosave) {
  const { edits, element, form } = autosave;
  const field = outermostField(document.activeElement ?? element) ?? form.field(edits.names[0]);
  const returnUrl = location.pathname + location.search + (field?.id ? `#${field.id}` : "");
  autosave.status.showSignedOut(returnUrl, () => {
    autosave.isSigningIn = true;
  });
}

// Keyed by the kinds of requests.js.
export const OUTCOMES = {
  saved: onSaved,
  conflict: onConflict,
  refused: onRefused,
  rejected: onRejected,
  unavailable: onUnavailable,
  offline: onOffline,
  "signed-out": onSignedOut,
};
