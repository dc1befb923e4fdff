// "Select all" (name=all) ticks the checkboxes of its form, and stays ticked while all of them are. Without this
// script, the server selects all rows of the page.
const boxesOf = (form) => [...form.elements].filter((box) => box.type === "checkbox" && box.name !== "all");

function tickAll(all) {
  for (const box of boxesOf(all.form)) box.checked = all.checked;
}

document.addEventListener("change", ({ target }) => {
  const all = target.form?.elements.all;
  if (!all) return;
  if (target === all) tickAll(all);
  else all.checked = boxesOf(all.form).every((box) => box.checked);
});

for (const all of document.querySelectorAll("form [name=all]:checked")) tickAll(all);
