// Leaving the page: edits are sent at once, and the browser asks before it leaves if they can't be sent.
const KEEPALIVE_BYTES = 60000; // browsers refuse a longer request of a page that was left

// autosave has `edits`, `status`, `queue`, `isSigningIn` and nextRequest().
function sendNow(autosave) {
  const body = autosave.nextRequest();
  if (autosave.queue.current || !Object.keys(body.changes).length || JSON.stringify(body).length > KEEPALIVE_BYTES)
    return;
  autosave.queue.run({ keepalive: true });
}

function mustAsk({ edits, status, isSigningIn }) {
  return edits.size > 0 && !isSigningIn && !["saved", "saving"].includes(status.state);
}

export function saveOnLeaving(autosave) {
  addEventListener("pagehide", () => sendNow(autosave));
  addEventListener("beforeunload", (event) => {
    if (mustAsk(autosave)) event.preventDefault();
  });
  // The person may have signed in again in another tab.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) sendNow(autosave);
    else if (autosave.status.state === "signed-out") autosave.queue.run();
  });
}
