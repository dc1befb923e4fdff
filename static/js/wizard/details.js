// Details that somebody has opened are opened again when a save renders them again.
import { coalesce } from "../values.js";

const openDetails = new Set();
const detailsKey = (details) => `${details.parentElement?.closest("[id]")?.id} ${details.dataset.detailsKey}`;
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.dataset.detailsKey) openDetails[target.open ? "add" : "delete"](detailsKey(target));
  },
  true,
);

function reopenDetails() {
  for (const details of document.querySelectorAll("details[data-details-key]:not([open])"))
    if (openDetails.has(detailsKey(details))) details.open = true;
}

const reopenSoon = coalesce(reopenDetails);
document.body.addEventListener("htmx:oobAfterSwap", reopenSoon);
document.body.addEventListener("htmx:afterSettle", reopenSoon);
