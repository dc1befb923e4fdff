// Marks a clicked tab as the current one at once. htmx then loads its content and changes the address.
document.addEventListener("click", (event) => {
  const tab = event.target.closest(".tabs a[hx-get]");
  if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const other of tab.closest(".tabs").querySelectorAll("a")) other.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "page");
});

// Scrolls a bar that overflows to its current tab. scrollIntoView would also scroll the page.
function scrollToCurrent(selector) {
  for (const tab of document.querySelectorAll(`${selector} [aria-current]`)) {
    const bar = tab.closest(selector);
    const [inner, outer] = [tab.getBoundingClientRect(), bar.getBoundingClientRect()];
    bar.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }
}

const scrollTabs = () => scrollToCurrent(".tabs");

scrollTabs();
scrollToCurrent(".site-header nav"); // only once, so that people can scroll it
addEventListener("resize", scrollTabs);
document.addEventListener("toggle", scrollTabs, true); // tabs in a closed preview have no width
document.addEventListener("htmx:afterSettle", scrollTabs);
