// Keyboard shortcuts with single keys; "?" lists them. data-shortcut is the key of an element and data-shortcut-label
// its description. In a list (data-keys-list), j and k select the next and the previous item (data-keys-item), and a
// key first applies to the selected item. Table rows are marked with aria-selected; on other elements it is not
// allowed, so they have data-selected.
import { onPaletteKey } from "./shortcuts/palette.js";

const TYPING = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";
const ITEM = "[data-keys-item]";
const LISTED = `[data-keys-list] ${ITEM}`;
const isShown = (element) => element.getClientRects().length > 0;

function selectedItem() {
  return document.querySelector("[data-keys-item]:is([aria-selected=true], [data-selected=true])");
}

// If an item is selected, a key never applies to another one that it is not in. Otherwise, a key first applies to the
// change that has the focus.
function targetOf(key) {
  const targets = [...document.querySelectorAll("[data-shortcut]")].filter(
    (element) => element.dataset.shortcut === key && isShown(element),
  );
  const selected = selectedItem();
  const change = document.activeElement.closest("[data-change]");
  if (!selected) return targets.find((element) => change?.contains(element)) ?? targets[0];
  for (let item = selected; item; item = item.parentElement.closest(ITEM)) {
    const target = targets.find((element) => item.contains(element));
    if (target) return target;
  }
  return targets.find((element) => !element.closest(ITEM));
}

function move(step) {
  const items = [...document.querySelectorAll(LISTED)].filter(isShown);
  if (!items.length) return false;
  const at = items.indexOf(selectedItem());
  const next = items[at < 0 ? 0 : Math.min(Math.max(at + step, 0), items.length - 1)];
  for (const item of items)
    item.setAttribute(
      item.matches("tr, [role=row], [role=option]") ? "aria-selected" : "data-selected",
      String(item === next),
    );
  [...next.querySelectorAll("a, button, summary")].find(isShown)?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function showShortcuts() {
  const dialog = document.getElementById("shortcuts");
  const list = dialog.querySelector("[data-shortcut-list]");
  dialog.querySelector("[data-list-keys]").hidden = !document.querySelector(LISTED);
  for (const old of list.querySelectorAll("[data-found]")) old.remove();
  const shortcuts = new Map(
    [...document.querySelectorAll("[data-shortcut-label]")].map((e) => [e.dataset.shortcut, e.dataset.shortcutLabel]),
  );
  for (const [key, label] of shortcuts) {
    const line = document.createElement("div");
    line.dataset.found = "";
    const [term, description] = ["dt", "dd"].map((tag) => line.appendChild(document.createElement(tag)));
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    description.textContent = label;
    list.append(line);
  }
  dialog.showModal();
}

document.addEventListener("keydown", onPaletteKey);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(TYPING)) return;
  if (document.querySelector("dialog:modal")) return;
  if (event.key === "?") showShortcuts();
  else if (!((event.key === "j" && move(1)) || (event.key === "k" && move(-1)))) {
    const target = targetOf(event.key);
    if (!target) return;
    if (target.matches(TYPING)) target.focus();
    else target.click();
  }
  event.preventDefault();
});
