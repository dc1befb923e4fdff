// A form with data-once is submitted only once, because a second submission would discard the response to the first
// one.
const submitted = new WeakSet();

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  if (submitted.has(event.target)) event.preventDefault();
  submitted.add(event.target);
});

// After going back to the page, the form can be submitted again.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("[data-once]")) submitted.delete(form);
});
