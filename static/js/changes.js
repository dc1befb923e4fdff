// Moves to the next and the previous change (data-change) of the page and says which one it is. After the last change
// and before the first one, the buttons (data-change-step) lead to another section, if there is one with changes.
const isShown = (element) => element.getClientRects().length > 0;
let current = null;

// A row contains its changed cells: only the innermost changes are visited.
const changesOfPage = () =>
  [...document.querySelectorAll("[data-change]")].filter(
    (part) => isShown(part) && !part.querySelector("[data-change]"),
  );

function show(change, changes) {
  current = change;
  change.tabIndex = -1;
  change.focus({ preventScroll: true });
  change.scrollIntoView({ block: "center" });
  const status = document.querySelector("[data-change-status]");
  const values = { number: changes.indexOf(change) + 1, all: changes.length, place: change.dataset.change };
  status.textContent = status.dataset.text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const leadsElsewhere = (link) => link.search !== "" && link.search !== location.search;

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-change-step]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const changes = changesOfPage();
  const step = Number(link.dataset.changeStep);
  const at = current?.isConnected ? changes.indexOf(current) : step > 0 ? -1 : changes.length;
  const next = changes[at + step];
  if (!next && (leadsElsewhere(link) || !changes.length)) return;
  event.preventDefault();
  show(next ?? changes.at(step > 0 ? 0 : -1), changes);
});

// A link from another section leads to its first or last change.
const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (target) {
  const changes = changesOfPage();
  const change = changes.find((part) => part === target || target.contains(part));
  if (change) show(change, changes);
}
