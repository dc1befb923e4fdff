// Updates a field's counter while somebody types: characters (a line break is one), texts of a list or chosen options.
import { splitItems } from "./text-items.js";

const numberFormat = new Intl.NumberFormat(document.documentElement.lang);

function usedLength(field, id) {
  const boxes = field.querySelectorAll("input[type=checkbox]");
  if (boxes.length) return field.querySelectorAll("input[type=checkbox]:checked").length;
  const control = document.getElementById(id);
  if (control?.matches("[data-lines]")) return splitItems(control.value).length;
  return control ? [...control.value].length : 0;
}

function update(counter) {
  const field = counter.closest(".field");
  if (!field) return;
  const limit = Number(counter.dataset.limit);
  const number = usedLength(field, counter.dataset.counter);
  const meter = counter.querySelector("meter");
  meter.max = Math.max(limit, number);
  meter.value = number;
  counter.querySelector("[data-count]").textContent = `${numberFormat.format(number)} / ${numberFormat.format(limit)}`;
  if (number > limit) counter.dataset.style = "bad";
  else delete counter.dataset.style;
}

document.addEventListener("input", (event) => {
  const counter = event.target.closest(".field")?.querySelector(":scope > .field-foot [data-counter]");
  if (counter) update(counter);
});
