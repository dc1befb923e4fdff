// Tabs. Where they fetch their part, the current tab follows the click at once (the part and the address follow from htmx).
document.addEventListener("click", (event) => {
  const tab = event.target.closest(".tabs a[hx-get]");
  if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const other of tab.closest(".tabs").querySelectorAll("a")) other.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "page");
});

// A bar that is wider than its place is scrolled to its current tab; the page itself stays where it is.
function showCurrent(selector) {
  for (const tab of document.querySelectorAll(`${selector} [aria-current]`)) {
    const bar = tab.closest(selector);
    const [inner, outer] = [tab.getBoundingClientRect(), bar.getBoundingClientRect()];
    bar.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }
}

const showTabs = () => showCurrent(".tabs");

showTabs();
showCurrent(".hull nav"); // once: later it stays where people scroll it
addEventListener("resize", showTabs);
document.addEventListener("toggle", showTabs, true); // a folded preview has no width
document.addEventListener("htmx:afterSettle", showTabs);
