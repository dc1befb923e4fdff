// The button of a fix loads a preview of its changes and, when pressed again, closes it. If the focus is still on the
// button when the preview arrives, it moves into the preview. A preview that is outdated (409) is loaded again.
const partOf = (button, selector) => button.closest(".fix-offer").querySelector(`:scope > ${selector}`);

function closePreview(button) {
  button.ariaExpanded = "false";
  partOf(button, "[data-preview-container]").replaceChildren();
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.target.closest("[data-fix-preview]");
  if (!button) return;
  if (button.ariaExpanded === "true") {
    event.preventDefault();
    return closePreview(button);
  }
  partOf(button, "[data-preview-loading]").hidden = false;
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const button = event.target.closest("[data-fix-preview]");
  if (button) partOf(button, "[data-preview-loading]").hidden = true;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  const preview = event.target.matches("[data-preview-container]") && event.target.querySelector(".fix-preview");
  const button = preview && event.target.closest(".fix-offer").querySelector("[data-fix-preview]");
  if (!button) return;
  button.ariaExpanded = "true";
  if (document.activeElement === button) preview.focus();
});
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 409) return;
  for (const button of document.querySelectorAll("[data-fix-preview][aria-expanded=true]")) {
    closePreview(button);
    button.focus();
    button.click();
  }
});
