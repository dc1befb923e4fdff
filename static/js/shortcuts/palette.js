// The button and the key of the command palette (js/palette.js), which is loaded when somebody first opens it.
const link = document.querySelector("[data-palette]");
const isApple = /^(Mac|iP)/.test(navigator.platform);

async function openPalette() {
  try {
    await import(link.dataset.palette);
    link.dispatchEvent(new Event("palette"));
  } catch {
    location.assign(link.href);
  }
}

if (isApple && link) {
  for (const key of document.querySelectorAll("[data-palette-key]")) key.textContent = "⌘ K";
  link.setAttribute("aria-keyshortcuts", link.getAttribute("aria-keyshortcuts").replace("Control", "Meta"));
}
// Recent entries are those of the person who is signed in.
if (!link?.dataset.person) localStorage.removeItem("palette-recent");

link?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPalette();
});

// Editors that have a meaning for the key handle it before. Ctrl+K deletes text on Apple's computers.
export function onPaletteKey(event) {
  const isModified = isApple ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (!link || event.key.toLowerCase() !== "k" || !isModified || event.altKey || event.shiftKey) return;
  if (event.isComposing || event.defaultPrevented || document.querySelector("dialog:modal:not(#palette)")) return;
  event.preventDefault();
  openPalette();
}
