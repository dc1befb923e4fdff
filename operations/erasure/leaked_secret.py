"""A secret that somebody entered where others can read it, in all forms in which it can be stored."""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote, quote_plus

from operations.errors import SecretNotErasable
from tilekit.core.field import Json

TOMBSTONE = "[erased]"
# Not shorter than the tombstone, so that a text with the tombstone always fits into its column.
LEAST_CHARACTERS = 8
MOST_CHARACTERS = 10_000
_PERCENT = re.compile("%[0-9A-F]{2}")
# Also in texts within JSON, and with the indentation of YAML.
_LINE_END = re.compile(r"(?:\r?\n|(?:\\r)?\\n)[ \t]*")


class LeakedSecret:
    """The secret and its escaped forms, the longest first. Its repr doesn't show it.

    Forms are the text itself, in lower case, as in JSON, a URL, HTML, CSV and YAML, two of them within each other, hex,
    and Base64, alone or within other bytes. Base64 may be wrapped, and a text of several lines indented. Files are
    searched for UTF-16, too. Raises SecretNotErasable.
    """

    __slots__ = ("_needles", "_parts", "_wrapped", "forms")

    def __init__(self, text: str) -> None:
        if not LEAST_CHARACTERS <= len(text) <= MOST_CHARACTERS or text in TOMBSTONE or "\0" in text:
            raise SecretNotErasable(least=LEAST_CHARACTERS, most=MOST_CHARACTERS)
        plain, encoded = {text, text.replace("\n", "\r\n"), text.casefold()}, {*_in_base64(text)}
        once = {form for item in plain for form in (item, *_escaped(item))}
        in_json = {form for item in once for form in (item, *_in_json(item))}
        twice = {form for item in in_json for form in (item, *_in_json(item), *_escaped(item))}
        forms = twice | encoded | {*_in_hex(text)}
        self.forms = sorted(forms, key=lambda form: (-len(form), form))
        self._parts = {*_parts_of_lines(text, encoded)}
        self._wrapped = encoded | ({*_in_bytes(_LINE_END.sub("", text))} if "\n" in text else set())
        self._needles = [form.encode(code) for form in self.forms for code in ("utf-8", "utf-16-le", "utf-16-be")]

    @property
    def hints(self) -> Iterable[str]:
        """Each text that contains the secret contains one of these."""
        return {*self.forms, *self._parts}

    def is_in(self, text: str) -> bool:
        return any(form in text for form in self.forms) or self._without_wrapped(text) != text

    def is_in_bytes(self, data: bytes) -> bool:
        return any(needle in data for needle in self._needles) or self._without_wrapped_bytes(data) != data

    def erased(self, text: str, tombstone: str = TOMBSTONE) -> str:
        """The text with the tombstone instead of each form."""
        for form in self.forms:
            text = text.replace(form, tombstone)
        return self._without_wrapped(text, tombstone)

    def erased_bytes(self, data: bytes) -> bytes:
        for needle in self._needles:
            data = data.replace(needle, TOMBSTONE.encode())
        return self._without_wrapped_bytes(data)

    def _without_wrapped_bytes(self, data: bytes) -> bytes:
        return self._without_wrapped(data.decode("latin-1")).encode("latin-1")

    def _without_wrapped(self, text: str, tombstone: str = TOMBSTONE) -> str:
        if not any(part in text for part in self._parts):
            return text
        joined = _LINE_END.sub("", text)
        for form in filter(joined.__contains__, self._wrapped):
            text = re.sub(f"(?:{_LINE_END.pattern})?".join(map(re.escape, form)), tombstone, text)
        return text

    def erased_json(self, value: Json, tombstone: str) -> Json:
        """The value with the tombstone in all its texts and keys."""
        if isinstance(value, str):
            return self.erased(value, tombstone)
        if isinstance(value, list):
            return [self.erased_json(item, tombstone) for item in value]
        if isinstance(value, dict):
            return {self.erased(key, tombstone): self.erased_json(item, tombstone) for key, item in value.items()}
        return value


def _escaped(text: str) -> Iterator[str]:
    for in_url in (quote(text, safe=""), quote_plus(text), quote(text)):
        yield from (in_url, _PERCENT.sub(lambda code: code[0].lower(), in_url))
    yield from (escape(text), escape(text).replace("&#x27;", "&#39;"))
    yield from (text.replace('"', '""'), text.replace("'", "''"))  # CSV, and strings in single quotes of YAML


def _in_json(text: str) -> Iterator[str]:
    for in_json in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield from (in_json, in_json.replace("/", r"\/"))


def _in_base64(text: str) -> Iterator[str]:
    """What its Base64 has in common wherever it begins within other bytes, in both alphabets.

    A character encodes six bits, so that up to six bits at each end can stay.
    """
    for before in range(3):
        data = bytes(before) + text.encode()
        encoded = b64encode(data)[-(-before * 8 // 6) : len(data) * 8 // 6].decode()
        yield from (encoded, encoded.replace("+", "-").replace("/", "_"))


def _in_hex(text: str) -> Iterator[str]:
    yield from (text.encode().hex(), text.encode().hex().upper())


def _parts_of_lines(text: str, encoded: Iterable[str]) -> Iterator[str]:
    """Texts of which a wrapped or indented form has at least one on a single line."""
    if "\n" in text:
        yield from _in_bytes(max(text.splitlines(), key=len).strip())
    for form in encoded:
        yield from (form[: len(form) // 2], form[len(form) // 2 :])


def _in_bytes(text: str) -> tuple[str, str]:
    """The text, and how it reads if each byte is a character."""
    return text, text.encode().decode("latin-1")
