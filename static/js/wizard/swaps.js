// When fields and findings are loaded, and which findings are not swapped.

// The element of a request that is under way, after whose end `next` is called; null if there is none.
function callAfter(selector, next) {
  const element = document.querySelector(`${selector}.htmx-request`);
  element?.addEventListener("htmx:afterRequest", () => queueMicrotask(next), { once: true });
  return element;
}

// The fields are loaded before the findings of the save, because the checks take longer. They show the last findings.
// If findings are loaded already, the fields wait: findings of fields that are not on the page yet are dropped.
function loadFields() {
  if (!callAfter("[data-findings]", loadFields)) document.body.dispatchEvent(new CustomEvent("load-fields"));
}
document.body.addEventListener("redraw", loadFields);

document.body.addEventListener("htmx:confirm", (event) => {
  if (!event.target.hasAttribute("data-findings")) return;
  event.preventDefault();
  const { issueRequest } = event.detail;
  const loadFindings = () => callAfter("[data-fields-of]", loadFindings) ?? issueRequest(true);
  queueMicrotask(loadFindings); // the save may ask for the fields after it has asked for the findings
});

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
