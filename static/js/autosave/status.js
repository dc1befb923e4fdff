// The line that shows whether everything is saved. Its texts are in its data attributes.
const ICONS = {
  saved: "tick",
  saving: "clock",
  offline: "warning",
  failed: "warning",
  conflict: "talk",
  "signed-out": "lock",
};

export class SaveStatus {
  state = "saved";

  constructor(element) {
    this.element = element;
    this.labels = element.dataset;
  }

  show(state, text) {
    this.state = state;
    this.element.dataset.state = state;
    this.element.querySelector("[data-text]").textContent = text;
    const use = this.element.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#i-${ICONS[state]}`));
  }

  showSavedAt(moment) {
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const time = new Date(moment).toLocaleTimeString(document.documentElement.lang, clock);
    this.show("saved", this.labels.savedAt.replace("{time}", time));
  }

  showOffline(count) {
    this.show("offline", count === 1 ? this.labels.offlineOne : this.labels.offline.replace("{count}", count));
  }

  // The link leads back to this place of the page.
  showSignedOut(returnUrl, onFollow) {
    this.show("signed-out", `${this.labels.signedOut} `);
    const href = `${this.labels.login}?next=${encodeURIComponent(returnUrl)}`;
    const link = Object.assign(document.createElement("a"), { textContent: this.labels.signIn, href });
    link.addEventListener("click", onFollow);
    this.element.querySelector("[data-text]").append(link);
  }
}
