// Keeps the place of the person on the page.

// Browsers don't scroll to a focused field that is in the window, even if the foot bar covers it. After Tab, this
// scrolls the field above the foot bar, but not so far that its start is covered by the page header.
const GAP_PX = 8;
document.addEventListener("keyup", ({ key }) => {
  const [bar, field] = [document.querySelector(".foot-bar"), document.activeElement];
  if (key !== "Tab" || !bar || bar.contains(field)) return;
  const [fieldBox, barBox] = [field.getBoundingClientRect(), bar.getBoundingClientRect()];
  const covered = fieldBox.top < barBox.bottom ? fieldBox.bottom + GAP_PX - barBox.top : 0;
  const free = fieldBox.top - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
  if (covered > 0 && free > 0) scrollBy(0, Math.min(covered, free));
});

// If a swap removes the focused element, htmx focuses the new element with the same ID. If there is none, the swapped
// part gets the focus, so that keyboard users keep their place.
let focusedPartId = "";
document.body.addEventListener("htmx:beforeSwap", ({ detail: { target, shouldSwap } }) => {
  focusedPartId = shouldSwap && target !== document.body && target.contains(document.activeElement) ? target.id : "";
});
document.body.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, shouldSwap } }) => {
  if (shouldSwap && target.contains(document.activeElement)) focusedPartId = target.id;
});
document.body.addEventListener("htmx:afterSettle", () => {
  const part =
    focusedPartId && document.activeElement === document.body ? document.getElementById(focusedPartId) : null;
  focusedPartId = "";
  if (!part) return;
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
});

// The field with the focus stays where it is in the window while new fields or findings arrive. Scroll anchoring would
// keep the first element of the window in place, or follow the old fields to the end of the page, as new ones are
// inserted before the old ones are removed. So it is off during such a swap.
let fieldInPlace = null;
document.body.addEventListener("htmx:beforeSwap", ({ detail: { target, shouldSwap } }) => {
  if (!shouldSwap || !target.matches("[data-fields-of], [data-findings]")) return;
  const field = document.activeElement.closest("[data-field]");
  if (!field && target.matches("[data-findings]")) return;
  fieldInPlace = { part: target, id: field?.id, top: field?.getBoundingClientRect().top };
  document.documentElement.style.overflowAnchor = "none";
});
function putBack({ detail: { target } }) {
  if (!fieldInPlace?.id || fieldInPlace.part !== target) return;
  const [field, main] = [document.getElementById(fieldInPlace.id), document.querySelector("main")];
  if (!field) return;
  const moved = field.getBoundingClientRect().top - fieldInPlace.top;
  // If the page has become too short to be scrolled so far, it keeps some of its height.
  main.style.minHeight = `${scrollY + moved + innerHeight - main.offsetTop}px`;
  scrollBy({ top: moved, behavior: "instant" });
}
document.body.addEventListener("htmx:afterSwap", putBack);
document.body.addEventListener("htmx:afterSettle", (event) => {
  putBack(event);
  if (fieldInPlace?.part !== event.detail.target) return;
  document.documentElement.style.overflowAnchor = "";
  fieldInPlace = null;
});
