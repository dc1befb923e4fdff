// Tabs that fetch their part: the current tab follows the click at once (the part and the address follow from htmx).
document.addEventListener("click", (event) => {
  const tab = event.target.closest(".tabs a[hx-get]");
  if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const other of tab.closest(".tabs").querySelectorAll("a")) other.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "page");
});
