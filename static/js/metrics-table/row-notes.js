// The findings and comments of the active row, below the table.
const NOTES_DELAY_MS = 150;

export class RowNotes {
  constructor(element, url) {
    Object.assign(this, { element, url, shown: "" });
  }

  // Waits until somebody stops on a row. current returns {mark, sha256}, or null while the row is not saved.
  show(current) {
    this.isUsed = true; // before, what is below the table would move while somebody reads or scrolls
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const place = current();
      if (place && !this.isTyping) this.load(place);
    }, NOTES_DELAY_MS);
  }

  get isTyping() {
    return [...this.element.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
  }

  // A reply that is being written stays.
  async load({ mark, sha256 }) {
    const isNeeded = mark && (mark.findings.length || mark.hasThreads);
    const url = isNeeded ? `${this.url}?row=${mark.index}&sha256=${sha256}` : "";
    if (url === this.shown) return;
    this.shown = url;
    // A request is rejected if somebody else has just changed the file: the next findings show the row again.
    if (url)
      await htmx.ajax("GET", url, { source: this.element, target: this.element, swap: "innerHTML" }).catch(() => {});
    else this.element.replaceChildren();
  }
}
