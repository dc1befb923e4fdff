// Counts while somebody types: characters of a text (a line end is one), chosen options, rows.
const numbers = new Intl.NumberFormat(document.documentElement.lang);

function used(field, id) {
  const boxes = field.querySelectorAll("input[type=checkbox]");
  if (boxes.length) return field.querySelectorAll("input[type=checkbox]:checked").length;
  const control = document.getElementById(id);
  if (control?.matches("[data-lines]")) return control.value.split("\n").filter((line) => line.trim()).length;
  return control ? [...control.value].length : 0;
}

function count(counter) {
  const field = counter.closest(".field");
  if (!field) return;
  const limit = Number(counter.dataset.limit);
  const number = used(field, counter.dataset.counter);
  const meter = counter.querySelector("meter");
  meter.max = Math.max(limit, number);
  meter.value = number;
  counter.querySelector("[data-count]").textContent = `${numbers.format(number)} / ${numbers.format(limit)}`;
  if (number > limit) counter.dataset.tone = "bad";
  else delete counter.dataset.tone;
}

document.addEventListener("input", (event) => {
  const counter = event.target.closest(".field")?.querySelector(":scope > .field-foot [data-counter]");
  if (counter) count(counter);
});
