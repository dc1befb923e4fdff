// Links that open a closed pane, the link to the preview, suggestions for fields, and Enter in an input.
let usedField = "";
document.addEventListener("focusin", ({ target }) => {
  usedField = target.closest("[data-field]")?.id ?? usedField;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  const pane = link && document.getElementById(link.dataset.open);
  if (pane) pane.open = true;
  // The preview opens at the field of this form that was used last.
  const tileLink = event.target.closest("[data-tile]");
  const isUsed = tileLink?.closest("form").contains(document.getElementById(usedField));
  if (isUsed) tileLink.href = `${tileLink.pathname}?at=${usedField}`;
  const suggestion = event.target.closest("[data-fills]");
  const field = suggestion && document.getElementById(suggestion.dataset.fills);
  if (!field) return;
  event.preventDefault();
  field.value = suggestion.dataset.text ?? suggestion.value;
  suggestion.hidden = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// Enter in an input presses the hidden default button. Autosave has saved the form already, so it is not submitted.
document.addEventListener(
  "submit",
  (event) => {
    if (event.submitter?.hasAttribute("data-default")) event.preventDefault();
  },
  true,
);
