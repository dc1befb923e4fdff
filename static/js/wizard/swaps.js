// When fields are loaded, and which findings are not swapped.

// The fields are loaded after the findings of the save have arrived, because the request for the findings runs the
// checks and the request for the fields uses their stored result.
function loadFields() {
  const findings = document.querySelector("[data-findings].htmx-request");
  if (findings) findings.addEventListener("htmx:afterRequest", () => queueMicrotask(loadFields), { once: true });
  else document.body.dispatchEvent(new CustomEvent("load-fields"));
}
document.body.addEventListener("redraw", () => queueMicrotask(loadFields));

// Drops out-of-band findings of fields and rows that are not on the page yet: they are rendered when the fields are
// loaded. Findings whose fix is being applied also stay, so that its button isn't removed before the response arrives.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.target.hasAttribute("data-findings")) return;
  const template = document.createElement("template");
  template.innerHTML = event.detail.serverResponse;
  for (const part of template.content.querySelectorAll("[hx-swap-oob]")) {
    const current = document.getElementById(part.id);
    if (!current || current.querySelector(".htmx-request")) part.remove();
  }
  event.detail.serverResponse = template.innerHTML;
});
