// Sends the browser's time zone once, for a person who has none yet.
const form = document.querySelector("[data-time-zone-form]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (form && zone) {
  form.elements.time_zone.value = zone;
  fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => {
    /* the next page sends it again */
  });
}
