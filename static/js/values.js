// Reads and sets the values of a form's fields, in the form in which they are stored.
//
// A field is an element with its name in data-field. A field inside another field is a cell of one of its rows.
import { joinItems, splitItems } from "./text-items.js";

const shortName = (field) => field.dataset.field.split(".").pop();

export function outermostField(element) {
  let field = element.closest("[data-field]");
  for (let parent = field; parent; parent = parent.parentElement.closest("[data-field]")) field = parent;
  return field;
}

// The field that an input event changes, or null if autosave ignores it.
export const editedField = ({ target, detail }) =>
  detail === "set" || target.type === "file" || target.closest("[data-unsaved]") ? null : outermostField(target);

export function fieldValue(field) {
  const rows = field.querySelector(":scope > slip-rows > .row-list");
  if (rows) return [...rows.querySelectorAll(":scope > [data-row]")].map(rowOf);
  const file = field.querySelector("[data-json]");
  if (file) return file.value ? JSON.parse(file.value) : null;
  const lines = field.querySelector("[data-lines]");
  if (lines) return splitItems(lines.value);
  if (field.dataset.kind === "flag") return field.querySelector("input").checked;
  if (field.querySelector("[type=radio]")) return field.querySelector("[type=radio]:checked")?.value ?? "";
  if (field.querySelector("[type=checkbox]"))
    return [...field.querySelectorAll("[type=checkbox]:checked")].map((box) => box.value);
  return field.querySelector("input[name], select[name], textarea[name]")?.value ?? "";
}

function rowOf(row) {
  const cells = [...row.querySelectorAll("[data-field]")].filter((cell) => cell.closest("[data-row]") === row);
  return { key: row.dataset.row, ...Object.fromEntries(cells.map((cell) => [shortName(cell), fieldValue(cell)])) };
}

export const canSetValue = (field) => Boolean(field) && !field.querySelector("slip-rows, [data-json]");

// Returns false if only the server can render the value.
export function setValue(field, value) {
  if (!canSetValue(field)) return false;
  const boxes = field.querySelectorAll("[type=checkbox], [type=radio]");
  for (const box of boxes)
    box.checked = Array.isArray(value)
      ? value.includes(box.value)
      : (box.type === "checkbox" && value === true) || String(value) === box.value;
  const control = field.querySelector("input[name], select[name], textarea[name]");
  if (!boxes.length) control.value = Array.isArray(value) ? joinItems(value) : (value ?? "");
  control.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "set" }));
  return true;
}

// The path of a conflict to the name of a field: `overview.media[k].caption` -> `media.k.caption`.
export const withoutSection = (path, section) =>
  path.startsWith(`${section}.`) ? path.slice(section.length + 1) : path;
export const fieldNameOf = (path, section) => withoutSection(path, section).replace("[", ".").replace("]", "");

// The file input in this part of the page whose file is being uploaded, or null.
export const runningUpload = (part) => part.querySelector("input[type=file].htmx-request");

// Returns a handler that runs once for all events of a task, because a save can cause hundreds of out-of-band swaps.
export function coalesce(handle) {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    queueMicrotask(() => {
      isScheduled = false;
      handle();
    });
  };
}
