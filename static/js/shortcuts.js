// Single keys: "?" lists them. An element says its key with data-shortcut and what it does with data-shortcut-label.
// In a list (data-keys-list) j and k move between its parts (data-keys-item); a key means the part that is selected first.
// Rows of a table say it to screen readers (aria-selected); other parts may not, and carry data-selected.
const TYPING = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";
const isShown = (element) => element.getClientRects().length > 0;

function selected() {
  return document.querySelector("[data-keys-item]:is([aria-selected=true], [data-selected=true])");
}

function aim(key) {
  const spots = [selected(), document].filter(Boolean);
  for (const spot of spots) {
    const found = [...spot.querySelectorAll("[data-shortcut]")].find((element) => element.dataset.shortcut === key && isShown(element));
    if (found) return found;
  }
  return null;
}

function move(step) {
  const items = [...document.querySelectorAll("[data-keys-list] [data-keys-item]")].filter(isShown);
  if (!items.length) return false;
  const at = items.indexOf(selected());
  const next = items[at < 0 ? 0 : Math.min(Math.max(at + step, 0), items.length - 1)];
  for (const item of items) item.setAttribute(item.matches("tr, [role=row], [role=option]") ? "aria-selected" : "data-selected", String(item === next));
  next.querySelector("a, button")?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function list() {
  const dialog = document.getElementById("shortcuts");
  const place = dialog.querySelector("[data-shortcut-list]");
  place.querySelectorAll("[data-found]").forEach((old) => old.remove());
  const known = new Map([...document.querySelectorAll("[data-shortcut-label]")].map((e) => [e.dataset.shortcut, e.dataset.shortcutLabel]));
  for (const [key, label] of known) {
    const line = document.createElement("div");
    line.dataset.found = "";
    const [name, what] = ["dt", "dd"].map((tag) => line.appendChild(document.createElement(tag)));
    name.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    what.textContent = label;
    place.append(line);
  }
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(TYPING)) return;
  if (document.querySelector("dialog:modal")) return;
  if (event.key === "?") list();
  else if (!((event.key === "j" && move(1)) || (event.key === "k" && move(-1)))) {
    const target = aim(event.key);
    if (!target) return;
    if (target.matches(TYPING)) target.focus();
    else target.click();
  }
  event.preventDefault();
});
