// The error summary takes the focus when a page shows one; its links lead into the field, not only to it.
const CONTROL = "input:not([type=hidden]), select, textarea, button, summary";

function enter(hash) {
  const field = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
  if (!field?.matches(".field")) return;
  const control = [...field.querySelectorAll(CONTROL)].find((element) => element.getClientRects().length > 0);
  control?.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='-field']");
  if (!link || link.pathname !== location.pathname || link.search !== location.search) return;
  requestAnimationFrame(() => enter(link.hash));
});

const greet = (part) => part.querySelector(".error-summary")?.focus();
greet(document);
document.body.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) greet(event.detail.elt.parentElement ?? event.detail.elt); });
// After the browser's own jump to the address, which would take the focus away again.
addEventListener("load", () => enter(location.hash));
