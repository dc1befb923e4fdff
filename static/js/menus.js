// Menus and dialogs.
//
// Menus are details elements, which open without JavaScript. A click or focus outside and Escape close them.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A menu that would begin to the left of the window is moved into it.
const GAP_PX = 8;
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches("details.menu[open]")) return;
    const box = target.querySelector(".menu-box");
    box.style.translate = "";
    box.style.translate = `${Math.max(GAP_PX - box.getBoundingClientRect().left, 0)}px`;
  },
  true,
);

// data-dialog on a link or button is the ID of the dialog that it opens. A click on the backdrop closes the dialog.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
});
