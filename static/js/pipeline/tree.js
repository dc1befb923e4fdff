// The processors as a tree (ARIA): one tab stop, arrow keys move. It and the editor show each other's place.
let selected = "";
let hadFocus = false;
const collapsed = new Set();

const treeItems = () => [...document.querySelectorAll("#pipeline-tree li[data-line]")];
const linesOf = (item) => [Number(item.dataset.line), Number(item.dataset.endLine)];
const isShown = (item) => !item.parentElement.closest("li[aria-expanded=false]");

// Each run renders the tree again, so its roles are set again.
export function prepareTree(editor) {
  const items = treeItems();
  items[0]?.closest("ul").setAttribute("role", "tree");
  for (const item of items) {
    const group = item.querySelector("ul");
    item.setAttribute("role", "treeitem");
    item.setAttribute("aria-labelledby", `${item.id}-name`);
    group?.setAttribute("role", "group");
    if (group) item.setAttribute("aria-expanded", String(!collapsed.has(item.id)));
    const button = item.querySelector(":scope > .node > button");
    if (button) button.tabIndex = -1;
  }
  const current = items.find((item) => item.id === selected) ?? items[0];
  if (current) mark(current, editor, { isSelected: current.id === selected });
  if (current && hadFocus) current.focus({ preventScroll: true });
  hadFocus = false;
}

function expand(item, isExpanded) {
  item.setAttribute("aria-expanded", String(isExpanded));
  collapsed[isExpanded ? "delete" : "add"](item.id);
}

function mark(item, editor, { isSelected = true } = {}) {
  for (const other of treeItems()) {
    other.tabIndex = other === item ? 0 : -1;
    other.setAttribute("aria-selected", String(isSelected && other === item));
  }
  if (!isSelected) return;
  selected = item.id;
  editor.showBand(...linesOf(item));
}

function visit(item, editor) {
  if (!item) return;
  mark(item, editor);
  item.focus({ preventScroll: true });
  item.querySelector(".node").scrollIntoView({ block: "nearest" });
  editor.goTo(linesOf(item)[0], { focus: false });
}

// The innermost processor at the caret.
export function showLine(editor) {
  const item = treeItems()
    .filter((candidate) => {
      const [from, to] = linesOf(candidate);
      return from <= editor.line && editor.line <= to;
    })
    .at(-1);
  if (item) mark(item, editor);
  else editor.showBand(0, 0);
}

function onTreeKey(event, editor) {
  const item = event.target.closest("[role=treeitem]");
  if (!item || event.target !== item || event.ctrlKey || event.metaKey || event.altKey) return;
  const shown = treeItems().filter(isShown);
  const at = shown.indexOf(item);
  const expanded = item.getAttribute("aria-expanded");
  const keys = {
    ArrowDown: () => visit(shown[at + 1], editor),
    ArrowUp: () => visit(shown[at - 1], editor),
    Home: () => visit(shown[0], editor),
    End: () => visit(shown.at(-1), editor),
    ArrowRight: () => (expanded === "false" ? expand(item, true) : visit(item.querySelector("li"), editor)),
    ArrowLeft: () => (expanded === "true" ? expand(item, false) : visit(item.parentElement.closest("li"), editor)),
    Enter: () => editor.goTo(linesOf(item)[0]),
    " ": () => item.querySelector(":scope > .node > button")?.click(),
  };
  if (keys[event.key]) keys[event.key]();
  else if (/^\S$/.test(event.key)) visit(startingWith(shown, at, event.key), editor);
  else return;
  event.preventDefault();
}

function startingWith(shown, at, letter) {
  const name = (item) => item.querySelector(".node-name").textContent.trim().toLowerCase();
  return [...shown.slice(at + 1), ...shown.slice(0, at)].find((item) => name(item).startsWith(letter.toLowerCase()));
}

export function connectTree(editor) {
  const card = document.querySelector(".workshop-tree");
  card.addEventListener("keydown", (event) => onTreeKey(event, editor));
  card.addEventListener("click", (event) => {
    const item = event.target.closest("li[data-line]");
    if (item && !event.target.closest("button")) visit(item, editor);
  });
  editor.area.addEventListener("keydown", (event) => {
    const item = event.key === "Escape" && document.querySelector("#pipeline-tree li[tabindex='0']");
    if (item) item.focus();
  });
  document.body.addEventListener("htmx:oobBeforeSwap", () => {
    hadFocus ||= card.contains(document.activeElement);
  });
  prepareTree(editor);
}
