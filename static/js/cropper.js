// The frame over an image that is cropped. All numbers are pixels of the image; the frame is placed in per cent, so
// that it follows the size of the page. The server crops, and computes the same limits (tilekit/media/crops.py).
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ZOOMS = { "+": -1, "=": -1, "-": 1, _: 1 };
const STEPS = 100; // arrow keys that cross the image
const STEPS_WITH_SHIFT = 10;
const ZOOM_STEPS = 10;
const READ_OUT_AFTER_MS = 200; // so that screen readers read the last of several places

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

class Cropper extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.frame = this.querySelector("[data-frame]");
    this.place = this.querySelector("[data-place]");
    const numbers = ["width", "height", "least", "most", "across", "down"].map((name) => [name, +this.dataset[name]]);
    this.image = Object.fromEntries(numbers);
    this.querySelector(".crop-stage").style.setProperty("--ratio", this.image.width / this.image.height);
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("click", (event) => this.onClick(event));
    this.frame.addEventListener("pointerdown", (event) => this.onPointerDown(event));
    // A quick move is no scrolling, after which a browser ignores the next tap.
    this.frame.addEventListener("touchstart", (event) => event.preventDefault());
    // Before the response is shown, because what is outside of an open dialog can't get the focus.
    this.form.addEventListener("htmx:beforeOnLoad", () => this.dialog.close());
    this.form.addEventListener("htmx:sendError", () => this.dialog.close());
    const { left, top, width } = this.form.elements;
    this.show({ left: +left.value, top: +top.value, width: +width.value });
    this.dialog.showModal();
    this.frame.focus();
  }

  get dialog() {
    return this.closest("dialog");
  }

  heightOf(width) {
    return (width / this.image.across) * this.image.down;
  }

  // Shows the frame in the image that is most like this one.
  show({ left, top, width }) {
    const { image } = this;
    const fitting = clamp(Math.floor(width / image.across) * image.across, image.least, image.most);
    const height = this.heightOf(fitting);
    this.shown = {
      left: Math.round(clamp(left, 0, image.width - fitting)),
      top: Math.round(clamp(top, 0, image.height - height)),
      width: fitting,
    };
    for (const [name, value] of Object.entries(this.shown)) this.form.elements[name].value = value;
    Object.assign(this.frame.style, {
      left: `${(100 * this.shown.left) / image.width}%`,
      top: `${(100 * this.shown.top) / image.height}%`,
      width: `${(100 * fitting) / image.width}%`,
      height: `${(100 * height) / image.height}%`,
    });
    for (const button of this.querySelectorAll("[name=zoom]")) {
      const last = button.value === "in" ? image.least : image.most;
      button.setAttribute("aria-disabled", String(fitting === last));
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.readOut({ ...this.shown, height }), this.timer ? READ_OUT_AFTER_MS : 0);
  }

  readOut(values) {
    this.place.textContent = this.place.dataset.place.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  move(x, y) {
    this.show({ ...this.shown, left: this.shown.left + x, top: this.shown.top + y });
  }

  // Makes the frame larger (1) or smaller (-1) around its middle.
  zoom(direction) {
    const { least, most, across } = this.image;
    const step = Math.max(Math.round((most - least) / across / ZOOM_STEPS), 1) * across;
    const width = clamp(this.shown.width + direction * step, least, most);
    const grown = width - this.shown.width;
    this.show({ left: this.shown.left - grown / 2, top: this.shown.top - this.heightOf(grown) / 2, width });
  }

  onKey(event) {
    const move = MOVES[event.key];
    if (move) {
      const step = Math.max(Math.round(this.image.width / (event.shiftKey ? STEPS_WITH_SHIFT : STEPS)), 1);
      this.move(...move.map((part) => part * step));
    } else if (ZOOMS[event.key] && !event.ctrlKey && !event.metaKey) this.zoom(ZOOMS[event.key]);
    else if (event.key === "Enter" && event.target === this.frame) this.form.requestSubmit();
    else return;
    event.preventDefault();
  }

  onClick(event) {
    const button = event.target.closest("button");
    if (button?.name === "cancel") this.dialog.close();
    if (button?.name === "zoom") this.zoom(button.value === "in" ? -1 : 1);
  }

  onPointerDown(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.frame.focus();
    this.frame.setPointerCapture(event.pointerId);
    const corner = event.target.dataset.corner;
    const [scale, start] = [this.image.width / this.frame.offsetParent.clientWidth, this.shown];
    const onMove = ({ clientX, clientY }) => {
      const [x, y] = [(clientX - event.clientX) * scale, (clientY - event.clientY) * scale];
      if (corner) this.resize(start, corner, x, y);
      else this.show({ ...start, left: start.left + x, top: start.top + y });
    };
    const listening = new AbortController();
    this.frame.addEventListener("pointermove", onMove, { signal: listening.signal });
    this.frame.addEventListener("lostpointercapture", () => listening.abort(), { signal: listening.signal });
  }

  // The corner moved by x and y; the opposite corner stays.
  resize(start, corner, x, y) {
    const { width: imageWidth, height: imageHeight, least, across, down } = this.image;
    const [isLeft, isTop] = [corner.includes("left"), corner.includes("top")];
    const [right, bottom] = [start.left + start.width, start.top + this.heightOf(start.width)];
    const [roomX, roomY] = [isLeft ? right : imageWidth - start.left, isTop ? bottom : imageHeight - start.top];
    const grown = Math.max(isLeft ? -x : x, ((isTop ? -y : y) / down) * across);
    const most = Math.min(roomX, (roomY / down) * across);
    const width = Math.floor(clamp(start.width + grown, least, most) / across) * across;
    this.show({
      left: isLeft ? right - width : start.left,
      top: isTop ? bottom - this.heightOf(width) : start.top,
      width,
    });
  }
}
customElements.define("slip-cropper", Cropper);
