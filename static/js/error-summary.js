// The error summary takes the focus when a page shows one; its links lead into the field, not only to it.
const CONTROL = "input:not([type=hidden]), select, textarea, button, summary";

const placeOf = (hash) => (hash.length > 1 ? document.getElementById(hash.slice(1)) : null);

// A row of a table is entered in the cell that something is said about.
function enter(hash) {
  const field = placeOf(hash);
  if (!field?.matches(".field, [data-metric]")) return;
  const controls = [...field.querySelectorAll("td[data-sev] input"), ...field.querySelectorAll(CONTROL)];
  const control = controls.find((element) => element.getClientRects().length > 0);
  control?.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='-field'], a[href*='#line-']");
  if (!link || link.pathname !== location.pathname || !placeOf(link.hash)) return;
  // What a fix or a row left in the address makes no other page of it.
  if (link.search !== location.search) {
    event.preventDefault();
    location.hash = link.hash;
  }
  requestAnimationFrame(() => enter(link.hash));
});

const greet = (part) => part.querySelector(".error-summary")?.focus();
greet(document);
document.body.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) greet(event.detail.elt.parentElement ?? event.detail.elt); });
// After the browser's own jump to the address, which would take the focus away again.
addEventListener("load", () => enter(location.hash));
