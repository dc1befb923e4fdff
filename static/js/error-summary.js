// Focuses the error summary when a page shows one. Its links focus the control of a field, not only scroll to the
// field.
const CONTROL = "input:not([type=hidden]), select, textarea, button, summary";

const targetOf = (hash) => (hash.length > 1 ? document.getElementById(hash.slice(1)) : null);

// In a row of a table, the cell with the finding gets the focus.
function focusField(hash) {
  const field = targetOf(hash);
  if (!field?.matches(".field, [data-metric]")) return;
  const controls = [...field.querySelectorAll("td[data-sev] input"), ...field.querySelectorAll(CONTROL)];
  const control = controls.find((element) => element.getClientRects().length > 0);
  control?.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='-field'], a[href*='#line-']");
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
addEventListener("load", () => focusField(location.hash));
