// Loads the script of a part of the page when somebody begins to use that part; data-script is its address. What they
// press before it has arrived is repeated then. If it can't be loaded, the part works as it does without scripts, and
// its next use tries again.
const SIGNS = ["pointerover", "pointerdown", "focusin", "input", "change"];
const KEYS = /^(alt Arrow(Up|Down)|ctrl [bik])$/;
const [loaded, running, failures] = [new Set(), new Map(), new Map()];
let repeated = null; // the element on which an event is repeated

function scriptsOf(target) {
  const addresses = [];
  for (let part = target?.closest?.("[data-script]"); part; part = part.parentElement.closest("[data-script]"))
    addresses.push(part.dataset.script);
  return addresses;
}

// Browsers may remember that a script could not be loaded, so the address of another try differs.
async function request(address) {
  const count = failures.get(address) ?? 0;
  try {
    await import(count ? `${address}?try=${count}` : address);
    loaded.add(address);
  } catch {
    failures.set(address, count + 1);
  }
  running.delete(address);
}

// Resolves when the scripts have arrived or could not be loaded; null if all have been loaded before.
export function load(addresses) {
  const missing = addresses.filter((address) => !loaded.has(address));
  for (const address of missing) if (!running.has(address)) running.set(address, request(address));
  return missing.length ? Promise.all(missing.map((address) => running.get(address))) : null;
}

for (const sign of SIGNS) document.addEventListener(sign, ({ target }) => load(scriptsOf(target)), true);

function hold(event, target, repeat) {
  if (!target || target === repeated) return;
  const loading = load(scriptsOf(target));
  if (!loading) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  loading.then(() => {
    repeated = target;
    repeat();
    repeated = null;
  });
}

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("button");
    hold(event, button, () => button.click());
  },
  true,
);
document.addEventListener(
  "keydown",
  (event) => {
    const modifier = event.altKey ? "alt" : (event.ctrlKey || event.metaKey) && "ctrl";
    const { target } = event;
    if (KEYS.test(`${modifier} ${event.key}`)) hold(event, target, () => target.dispatchEvent(copyOf(event)));
  },
  true,
);
// A row is dragged only if the pointer is still down.
document.addEventListener(
  "pointerdown",
  (event) => {
    const grip = event.target.closest(".row-grip");
    const release = new AbortController();
    addEventListener("pointerup", () => release.abort(), { once: true });
    hold(event, grip, () => release.signal.aborted || grip.dispatchEvent(copyOf(event)));
  },
  true,
);
const copyOf = (event) => new event.constructor(event.type, event);

// Files can't be dropped before the scripts have arrived that take them: that of the part, and that of the page.
document.addEventListener(
  "dragover",
  (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    const parts = [event.target, document.querySelector("slip-intake")];
    if (!load(parts.flatMap(scriptsOf))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.dataTransfer.dropEffect = "none";
  },
  true,
);
