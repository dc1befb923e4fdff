// A form with data-once is sent once: a second click would replace the page that answers the first one.
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});

// Who comes back to the page may send the form again.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("[data-once]").forEach((form) => sent.delete(form));
});
