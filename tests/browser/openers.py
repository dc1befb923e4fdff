"""Opens everything on a page that opens: menus, dialogs, disclosures, pickers and forms, by mouse and by keyboard.

An opener is recognised by what assistive technology is told about it, so new pages and components are covered as they
are. Openers with the same words in the same kind of place are opened on the first page that shows them, at each width.
"""

from collections.abc import Iterator

from playwright.sync_api import ElementHandle, Error, Page

from tests.browser.axe import NARROWEST_PX, WIDE_PX, faults_of_opened, px_too_wide
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage

_HEIGHT_PX = 900
_CLICK_MS = 20_000
_TOOLS = """() => {
  const controls = "[aria-controls]:not([role=toolbar], textarea)";
  const kinds = `summary, [aria-haspopup], [aria-expanded], ${controls}, [popovertarget], [data-opens]`;
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.offsetWidth > 1;
  const isOpen = (opener) => opener.ariaExpanded === "true" || (opener.matches("summary") && opener.parentElement.open);
  const kindOf = ({ localName, classList }) => [localName, ...classList].join(".");
  const words = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    return node.matches?.(".sr, [aria-hidden=true], svg") ? "" : [...node.childNodes].map(words).join("");
  };
  const placesOf = (element) => {
    const around = [];
    for (let at = element; at && !at.matches("main, body"); at = at.parentElement) around.push(at);
    return around;
  };
  const nameOf = (opener) => {
    const text = words(opener).split(":")[0].replace(/\\d+/g, "0").replace(/\\s+/g, " ").trim();
    return `${text} (${placesOf(opener).slice(0, 4).map(kindOf)})`;
  };
  const openers = () => [...document.querySelectorAll(kinds)].filter((opener) => isShown(opener) && !isOpen(opener));
  const shown = () => [...document.querySelectorAll("body *")].filter(isShown);
  const layerOf = (element) =>
    placesOf(element).map((at) => getComputedStyle(at).position).find((place) => /absolute|fixed/.test(place));
  const isScrolled = (element) =>
    placesOf(element.parentElement).some((at) => getComputedStyle(at).overflowX !== "visible");
  const isOutside = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isBeside = (left < -1 || right > innerWidth + 1) && !isScrolled(element);
    return isBeside || (layerOf(element) === "fixed" && (top < -1 || bottom > innerHeight + 1));
  };
  const isCovered = (control) => {
    const { left, right, top, bottom } = control.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const hit = document.elementFromPoint(x, y);
    return y > 0 && y < innerHeight && !(control.contains(hit) || hit?.closest("label")?.control === control);
  };
  const faults = () => {
    const outside = window.opened.filter(isOutside).map((element) => `${kindOf(element)} is outside of the window`);
    const inside = window.opened.flatMap((top) => [...top.querySelectorAll("a, button, input, select, textarea")]);
    const above = inside.filter((control) => isShown(control) && layerOf(control));
    const covered = above.slice(0, 1).filter(isCovered);
    return [...outside, ...covered.map((control) => `${kindOf(control)} is covered`)];
  };
  const scopeOf = (opener) =>
    opener.matches("summary") ? opener.parentElement : document.getElementById(opener.getAttribute("aria-controls"));
  const newlyShown = () => {
    const scope = scopeOf(window.opener) ?? document.body;
    const isAdded = (element) => scope.contains(element) && !window.shownBefore.has(element);
    const added = new Set(shown().filter(isAdded));
    return [...added].filter((element) => !added.has(element.parentElement));
  };
  // Rows that arrive at the first use of a part of the page are not the dialog that the button announces.
  const isOpened = () => {
    const isDialog = window.opener.ariaHasPopup === "dialog";
    window.opened = newlyShown().filter((element) => !isDialog || element.closest("dialog, [role=dialog]"));
    if (isDialog) return window.opened.length;
    return window.opened.length || document.body.offsetHeight > heightBefore;
  };
  const until = (isDone) => new Promise((resolve) => {
    const start = performance.now();
    const look = () => {
      const isBusy = document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling");
      const isEnded = performance.now() > start + (isBusy ? 60000 : 5000);
      if ((isDone() && !isBusy) || isEnded) resolve(!isEnded);
      else requestAnimationFrame(look);
    };
    look();
  });
  window.openers = {
    names: () => [...new Set(openers().map(nameOf))],
    named: (name) => openers().find((opener) => nameOf(opener) === name),
    note: (opener) => {
      Object.assign(window, { opener, shownBefore: new Set(shown()), heightBefore: document.body.offsetHeight });
    },
    opened: () => until(isOpened),
    closed: () => until(() => !window.opened.some((element) => element.isConnected && isShown(element))),
    isAbove: () => window.opened.length > 0 && window.opened.every(layerOf),
    faults,
  };
}"""
# Enter in a field sends its form.
_KEY = "opener => opener.matches('input') ? 'ArrowDown' : 'Enter'"
_LEAVE_OPEN = "opener => { (window.leftOpen ??= []).push(opener) }"
_CLOSE = """() => {
  for (const opener of window.leftOpen ?? []) if (opener.isConnected) opener.click();
  window.leftOpen = [];
}"""
_opened: set[tuple[int, str]] = set()  # widths and openers on all pages so far
_checked: set[str] = set()  # openers whose content axe has checked


def faults_of_openers(browser: BrowserPage) -> list[str]:
    """Open what opens on the page, wide and narrow. Returns what doesn't open or close, doesn't fit or fails axe.

    Disclosures stay open, so that what is in them is opened too. Keys do the same on every width, so they are tried on
    the wide page and with the openers that only the narrow one has.
    """
    return [fault for width in (WIDE_PX, NARROWEST_PX) for fault in _faults_at(browser, width)]


def _faults_at(browser: BrowserPage, width: int) -> Iterator[str]:
    page, address = browser.page, browser.page.url
    page.set_viewport_size({"width": width, "height": _HEIGHT_PX})
    page.evaluate(_CLOSE)
    while name := _next_opener(browser, width):
        yield from (f"{address}: at {width}, {name}: {fault}" for fault in _faults_of(browser, name))
        if page.url.partition("#")[0] != address.partition("#")[0]:
            page.goto(address)


def _next_opener(browser: BrowserPage, width: int) -> str | None:
    """The name of an opener that was not opened at this width yet."""
    wait_until_settled(browser)
    page = browser.page
    page.evaluate(_TOOLS)
    name = next((name for name in page.evaluate("openers.names()") if (width, name) not in _opened), None)
    if name:
        _opened.add((width, name))
    return name


def _faults_of(browser: BrowserPage, name: str) -> Iterator[str]:
    page = browser.page
    opener = page.evaluate_handle("name => openers.named(name)", name).as_element()
    assert opener
    opener.evaluate("opener => openers.note(opener)")
    try:
        opener.click(timeout=_CLICK_MS)
    except Error as error:
        yield f"can't be clicked: {error.message.splitlines()[-1]}"
        return
    if not page.evaluate("openers.opened()"):
        yield "a click opens nothing"
        return
    yield from page.evaluate("openers.faults()")
    if px_too_wide(browser):
        yield f"the page is {px_too_wide(browser)} px too wide"
    if name in _checked:
        yield from _faults_of_keys(page, opener, repeats=False)
        return
    _checked.add(name)
    yield from faults_of_opened(browser)
    yield from _faults_of_keys(page, opener, repeats=True)


def _faults_of_keys(page: Page, opener: ElementHandle, *, repeats: bool) -> Iterator[str]:
    """Close with a key what is above the page, and leave the rest open; if repeats, first close and open it with keys.

    Escape closes what is above the page, Space the rest, and the opener gets the focus. Enter opens.
    """
    is_above = page.evaluate("openers.isAbove()")
    if not is_above and not opener.evaluate("opener => opener.matches('summary, [aria-expanded]')"):
        return
    close, enter = ("closed", "Escape" if is_above else "Space"), ("opened", opener.evaluate(_KEY))
    for step, key in [close, enter] * repeats + [close] * is_above:
        if step == "opened":
            opener.evaluate("opener => openers.note(opener)")
        if not is_above:
            opener.focus()
        page.keyboard.press(key)
        if not page.evaluate(f"openers.{step}()"):
            yield f"{key}: not {step}"
            return
        if step == "closed" and not opener.evaluate("opener => opener === document.activeElement"):
            yield f"{key}: the opener doesn't have the focus"
    if not is_above:
        opener.evaluate(_LEAVE_OPEN)
