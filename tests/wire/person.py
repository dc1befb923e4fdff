"""A person with a browser without JavaScript: reads pages, follows links, fills in forms and presses buttons."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup, Tag
from msgspec import Struct

_SENT_IF_CHECKED = {"checkbox", "radio"}
_NOT_SENT = {"submit", "button", "file", "image", "reset"}


class Page(Struct, frozen=True, kw_only=True):
    """A page that a person sees, with its URL."""

    url: str
    soup: BeautifulSoup

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    def link(self, words: str) -> str:
        """The URL of the link with this text."""
        links = [link for link in self.soup.find_all("a") if words in link.get_text(" ", strip=True)]
        assert links, f"no link “{words}” at {self.url}: {self.text[:2000]}"
        return urljoin(self.url, str(links[0]["href"]))

    def button(self, words: str) -> Tag:
        names = ((button, _shown_text(button)) for button in self.soup.find_all("button"))
        buttons = [button for button, name in names if name == words or words in str(button.get("aria-label", ""))]
        assert buttons, f"no button “{words}” at {self.url}: {self.text[:2000]}"
        return buttons[0]

    def choice(self, words: str) -> dict[str, str]:
        """The name and value that a form sends for the option with this text."""
        labels = [label for label in self.soup.find_all("label") if label.get_text(" ", strip=True).startswith(words)]
        assert labels, f"no option “{words}” at {self.url}"
        box = labels[0].find("input") or self.soup.find(id=str(labels[0].get("for")))
        assert isinstance(box, Tag)
        return {str(box["name"]): str(box["value"])}

    def copied(self, label: str) -> str:
        """The value of the copy button with this label."""
        parts = self.soup.select(".copy")
        return next(str(part.code.string) for part in parts if part.code and label in part.get_text(" "))


class Person:
    """A person who uses an instance. Asserts that every response is a page and not an error."""

    def __init__(self, base: str) -> None:
        self.client = httpx.Client(base_url=base, follow_redirects=True, timeout=60, headers={"Origin": base})

    def open(self, path: str) -> Page:
        return self._page(self.client.get(path))

    def follow(self, page: Page, words: str) -> Page:
        return self.open(page.link(words))

    def press(self, page: Page, words: str, **typed: str) -> Page:
        """Press a button of a form in which these fields were filled in; {name of the field: value}."""
        button = page.button(words)
        form = _form_of(page, button)
        values = {**dict(_values(page, form)), **typed}
        if name := button.get("name"):
            values[str(name)] = str(button.get("value", ""))
        address = str(button.get("formaction") or form.get("action") or page.url)
        return self._page(self.client.post(urljoin(page.url, address), data=values))

    def sign_in(self, email: str, password: str) -> None:
        page = self.press(self.open("/accounts/login/"), "Sign in", login=email, password=password)
        assert "/login/" not in page.url, page.text

    @staticmethod
    def _page(response: httpx.Response) -> Page:
        page = Page(url=str(response.url), soup=BeautifulSoup(response.text, "html.parser"))
        assert response.status_code == httpx.codes.OK, f"{response.status_code} at {response.url}: {page.text[:2000]}"
        return page


def _form_of(page: Page, button: Tag) -> Tag:
    named = button.get("form")
    form = page.soup.find("form", id=str(named)) if named else button.find_parent("form")
    assert isinstance(form, Tag), f"the button {button} is in no form"
    return form


def _values(page: Page, form: Tag) -> Iterator[tuple[str, str]]:
    """The values that a browser sends for an unchanged form."""
    outside = (
        page.soup.find_all(["input", "select", "textarea"], attrs={"form": form.get("id")}) if form.get("id") else ()
    )
    for control in (*form.find_all(["input", "select", "textarea"]), *outside):
        name, kind = str(control.get("name") or ""), str(control.get("type", "text"))
        is_left_out = control.name == "input" and (
            kind in _NOT_SENT or (kind in _SENT_IF_CHECKED and not control.has_attr("checked"))
        )
        if name and not is_left_out and not control.has_attr("disabled"):
            yield name, _value(control)


def _value(control: Tag) -> str:
    if control.name == "textarea":
        return control.get_text()
    if control.name == "select":
        chosen = control.find("option", selected=True) or control.find("option")
        return str(chosen.get("value", "")) if isinstance(chosen, Tag) else ""
    return str(control.get("value", "on" if control.get("type") in _SENT_IF_CHECKED else ""))


def _shown_text(button: Tag) -> str:
    """The text of a button before anybody types, when the style sheet hides the words for a note."""
    shown = (text.strip() for text in button.find_all(string=True) if not text.find_parent(class_="if-noted"))
    return " ".join(text for text in shown if text)
