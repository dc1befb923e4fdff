// Small manners of the wizard's pages: a link to a folded pane unfolds it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  const pane = link && document.getElementById(link.dataset.open);
  if (pane) pane.open = true;
});
