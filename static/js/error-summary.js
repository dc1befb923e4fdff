// Focuses the error summary when a page shows one. Its links focus the control of a field, not only scroll to the
// field.
const INPUT = "input:not([type=hidden]), select, textarea";
const CONTROLS = [INPUT, "button, summary"];

const targetOf = (hash) => (hash.length > 1 ? document.getElementById(hash.slice(1)) : null);

function focusField(hash) {
  const field = targetOf(hash);
  if (!field?.matches(".field, .menu form")) return;
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  focusControl(field);
}

// The middle of a field that is higher than the window can be far away from its first control. Replies to comments are
// not controls of the field.
function focusControl(field) {
  const controls = CONTROLS.flatMap((selector) => [...field.querySelectorAll(selector)]);
  const control = controls.find((element) => element.getClientRects().length > 0 && !element.closest(".thread"));
  control?.focus({ preventScroll: true });
  ((field.offsetHeight > innerHeight / 2 && control) || field).scrollIntoView({ block: "center" });
}

// The link to the next step has the fragment #start: the first finding to act on gets the focus, or the first field.
const TO_DO =
  ":is(form .findings, .findings[data-list]) > :is([data-sev=blocker], [data-sev=missing], [data-sev=warning])";

function focusStart() {
  const start = targetOf("#start");
  const finding = start?.querySelector(TO_DO);
  const field = finding ? finding.closest("[data-field]") : start?.querySelector("[data-field]");
  if (field) return focusControl(field);
  if (!finding) return;
  (finding.querySelector("a, button, summary") ?? start).focus({ preventScroll: true });
  finding.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='-field']");
  if (!link || link.pathname !== location.pathname || !targetOf(link.hash)) return;
  // A fix or a row may have added a query to the address. It is still the same page, so it is not loaded again.
  if (link.search !== location.search) {
    event.preventDefault();
    location.hash = link.hash;
  }
  requestAnimationFrame(() => focusField(link.hash));
});

const focusSummary = (part) => part.querySelector(".error-summary")?.focus();
focusSummary(document);
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) focusSummary(event.detail.elt.parentElement ?? event.detail.elt);
});
// On load, because the browser's own scrolling to the fragment moves the focus.
addEventListener("load", () => (location.hash === "#start" ? focusStart() : focusField(location.hash)));
