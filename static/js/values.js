// The values of a form's fields, as they are stored: read from their controls and put back into them.
//
// A field is an element with data-field, its name; one within another field is a cell of its row.
const shortName = (field) => field.dataset.field.split(".").pop();

export function outermost(element) {
  let field = element.closest("[data-field]");
  for (let above = field; above; above = above.parentElement.closest("[data-field]")) field = above;
  return field;
}

export function valueOf(field) {
  const rows = field.querySelector(":scope > slip-rows > .row-list");
  if (rows) return [...rows.children].map(rowOf);
  const file = field.querySelector("[data-json]");
  if (file) return file.value ? JSON.parse(file.value) : null;
  const lines = field.querySelector("[data-lines]");
  if (lines) return lines.value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (field.dataset.kind === "flag") return field.querySelector("input").checked;
  if (field.querySelector("[type=radio]")) return field.querySelector("[type=radio]:checked")?.value ?? "";
  if (field.querySelector("[type=checkbox]")) return [...field.querySelectorAll("[type=checkbox]:checked")].map((box) => box.value);
  return field.querySelector("input[name], select[name], textarea[name]")?.value ?? "";
}

function rowOf(row) {
  const cells = [...row.querySelectorAll("[data-field]")].filter((cell) => cell.closest("[data-row]") === row);
  return { key: row.dataset.row, ...Object.fromEntries(cells.map((cell) => [shortName(cell), valueOf(cell)])) };
}

export const canPut = (field) => Boolean(field) && !field.querySelector("slip-rows, [data-json]");

// False where only the server can draw the value.
export function put(field, value) {
  if (!canPut(field)) return false;
  const boxes = field.querySelectorAll("[type=checkbox], [type=radio]");
  for (const box of boxes) box.checked = Array.isArray(value) ? value.includes(box.value) : value === true || value === box.value;
  const control = field.querySelector("input[name], select[name], textarea[name]");
  if (!boxes.length) control.value = Array.isArray(value) ? value.join("\n") : value ?? "";
  control.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "put" }));
  return true;
}

// `overview.media[k].caption` of a conflict -> `media.k.caption`, as fields are named.
export const nameless = (path, section) => (path.startsWith(`${section}.`) ? path.slice(section.length + 1) : path);
export const nameOf = (path, section) => nameless(path, section).replace("[", ".").replace("]", "");

// A handler that runs once for all events of one task: htmx reports each of the hundreds of parts that a save brings.
export function soon(handle) {
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    queueMicrotask(() => {
      waits = false;
      handle();
    });
  };
}
