// Leaving the page: edits are sent at once, and the browser asks before it leaves if they can't be sent.
import { sendEdits } from "../requests.js";

const KEEPALIVE_BYTES = 60000; // browsers refuse a longer request of a page that was left

const isShort = (body) => JSON.stringify(body).length <= KEEPALIVE_BYTES;

function sendNow(autosave) {
  if (autosave.hasNext() && isShort(autosave.nextRequest())) autosave.queue.run({ keepalive: true });
}

// The browser may stop a request that is running, so its edits are sent again, together with those that were made
// since. If the portal has stored the first ones already, the new ones overrule them.
function sendAgain(autosave) {
  const body = autosave.nextRequest();
  const overrules = { ...autosave.running, ...body.overrules };
  if (autosave.hasNext() && isShort(body)) sendEdits(autosave.element, { ...body, overrules }, { keepalive: true });
}

function mustAsk({ edits, status, isSigningIn }) {
  return edits.size > 0 && !isSigningIn && !["saved", "saving"].includes(status.state);
}

export function saveOnLeaving(autosave) {
  addEventListener("pagehide", () => (autosave.queue.current ? sendAgain(autosave) : sendNow(autosave)));
  addEventListener("beforeunload", (event) => {
    if (mustAsk(autosave)) event.preventDefault();
  });
  // The person may have signed in again in another tab.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) sendNow(autosave);
    else if (autosave.status.state === "signed-out") autosave.queue.run();
  });
}
