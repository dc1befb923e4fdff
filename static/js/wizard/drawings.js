// Draws the dashboards that are not in view yet before somebody searches the text of the page.
document.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
  if (key === "F3" || (key === "f" && (ctrlKey || metaKey))) document.body.dispatchEvent(new Event("draw"));
});
