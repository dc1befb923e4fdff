// What waits until all edits are saved: the buttons of the form, the link to the next step, and requests of htmx.
//
// autosave has `edits`, save() and focusProblem(), which returns false if no field needs an answer or a correction.

// The buttons of the form, such as Apply fix.
async function onSubmit(event, autosave) {
  if (!autosave.edits.size || event.defaultPrevented) return;
  event.preventDefault();
  await autosave.save();
  if (!autosave.edits.size) event.target.requestSubmit(event.submitter);
  else autosave.focusProblem();
}

// If the edits cannot be sent, the link is followed all the same: the browser then asks before it leaves the page. If a
// field needs an answer or a correction, the page stays open.
async function onClick(event, autosave) {
  const link = event.target.closest("a[data-next]");
  const opensTab = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!link || !autosave.edits.size || event.defaultPrevented || opensTab) return;
  event.preventDefault();
  await autosave.save();
  if (!autosave.edits.size) link.click();
  else if (!autosave.focusProblem()) location.assign(link.href);
}

// A row must be stored before a file can be uploaded to it.
function onHtmxRequest(event, autosave) {
  const loadsFields = ["load-fields", "redraw"].includes(event.detail.triggeringEvent?.type);
  if (!autosave.edits.size || loadsFields || event.target.closest("[data-own-queue]")) return;
  event.preventDefault();
  autosave.save().then(() => event.detail.issueRequest(true));
}

export function waitUntilSaved(form, autosave) {
  form.addEventListener("submit", (event) => onSubmit(event, autosave));
  form.addEventListener("htmx:confirm", (event) => onHtmxRequest(event, autosave));
  document.addEventListener("click", (event) => onClick(event, autosave));
}
