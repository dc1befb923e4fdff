// Outlines the part of the preview that shows the focused field.

// The part of the tile card that shows each field.
const SHOWN_IN = {
  title: ".tile h3 > *",
  short_description: ".tile p > span:last-of-type",
  categories: ".tile footer",
  vendor_name: ".tile p > .faint",
};

function outline() {
  const preview = document.getElementById("preview-stage");
  if (!preview) return;
  for (const old of preview.querySelectorAll(".live")) old.classList.remove("live");
  const part = SHOWN_IN[document.activeElement?.closest("[data-field]")?.dataset.field];
  if (part) preview.querySelector(part)?.classList.add("live");
}

document.addEventListener("focusin", outline);
document.addEventListener("focusout", outline);
document.body.addEventListener("htmx:afterSettle", outline);
