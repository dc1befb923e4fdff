// The command palette: a dialog with a field and the results for its text. shortcuts/palette.js opens it
// with an event, because bundles export nothing.
import { Options } from "./palette/options.js";
import { addRecent, recentEntries } from "./palette/recent.js";

const WAIT_MS = 120;
const MOVES = { ArrowDown: 1, ArrowUp: -1 };

class Palette {
  constructor(dialog, link) {
    this.dialog = dialog;
    this.link = link;
    this.field = dialog.querySelector("input");
    this.status = dialog.querySelector("[role=status]");
    this.options = new Options(dialog.querySelector("[role=listbox]"), this.field);
    this.field.addEventListener("input", () => this.searchSoon());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.options.list.addEventListener("click", (event) => this.onClick(event));
    dialog.addEventListener("close", () => this.stop());
  }

  open() {
    if (this.dialog.open) return this.field.select();
    this.field.value = "";
    this.options.show([]);
    this.dialog.showModal();
    this.field.focus();
    this.search();
  }

  stop() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.goesOn = false;
  }

  onKey(event) {
    if (event.isComposing) return;
    if (MOVES[event.key]) this.options.move(MOVES[event.key]);
    else if (event.key === "Enter") this.go();
    else return;
    event.preventDefault();
  }

  // The links work like all others: the page first saves what somebody typed. Focus returns before the page moves on.
  onClick(event) {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    const [label, detail] = [...option.children].map((part) => part.textContent);
    addRecent(this.link.dataset.person, { label, detail, href: option.getAttribute("href") });
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.dialog.close();
  }

  // Opens the active option. If the results for the text have not arrived yet, it waits for them.
  go() {
    this.goesOn = this.isWaiting;
    if (!this.isWaiting) this.options.active?.click();
  }

  // Results for the text before are not shown: Enter would open one of them.
  searchSoon() {
    this.request?.abort();
    this.isWaiting = true;
    this.goesOn = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), WAIT_MS);
  }

  async search() {
    this.isWaiting = true;
    this.request?.abort();
    this.request = new AbortController();
    const query = new URLSearchParams({ q: this.field.value, page: location.pathname });
    try {
      const { signal } = this.request;
      const response = await fetch(`${this.link.dataset.results}?${query}`, { signal });
      if (!response.ok) throw new Error(response.status);
      this.show(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") this.show({ groups: [], status: this.dialog.dataset.failed });
    }
  }

  show({ groups, status }) {
    const entries = this.field.value.trim() ? [] : recentEntries(this.link.dataset.person);
    const recent = entries.length ? [{ label: this.dialog.dataset.recent, entries }] : [];
    this.options.show([...recent, ...groups]);
    this.status.textContent = status;
    this.isWaiting = false;
    if (this.goesOn) this.go();
  }
}

document.body.append(document.getElementById("palette-template").content);
const palette = new Palette(document.getElementById("palette"), document.querySelector("[data-palette]"));

palette.link.addEventListener("palette", () => palette.open());

const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: palette.link.dataset.sheet });
document.head.append(sheet);
