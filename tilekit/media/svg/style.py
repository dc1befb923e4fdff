"""The style sheets of an image: the parts that load something external, and the rest without them."""

import re

from tilekit.media.svg.vocabulary import PROPERTIES

_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_URL = re.compile(r"url\s*\(\s*['\"]?([^'\")]*)", re.IGNORECASE)
_ACTIVE = re.compile(r"@import|expression\s*\(|behaviou?r\s*:|-moz-binding|javascript:", re.IGNORECASE)
_SELECTOR = re.compile(r"^[\w\s.#,>*:()-]{1,500}$")
_OWN = re.compile(r"^#[\w.:-]+$")


def external_reference(text: str) -> str:
    """The part of a style (a sheet or the value of an attribute) that loads or executes something; "" if
    there is none.
    """
    plain = _normalised_style(text)
    active = _ACTIVE.search(plain)
    if active:
        return active.group().strip()
    return next((address for address in _addresses(plain) if not _OWN.match(address)), "")


def addresses(value: str) -> list[str]:
    """The targets of every `url(...)` in a value, after resolving escapes and comments."""
    return _addresses(_normalised_style(value))


def clean_declarations(text: str) -> str:
    """The declarations that only affect drawing, joined with semicolons."""
    allowed = []
    for declaration in _normalised_style(text).split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if colon and name in PROPERTIES and is_plain(value):
            allowed.append(f"{name}:{value}")
    return ";".join(allowed)


def clean_sheet(text: str) -> str:
    """The rules with a simple selector and at least one declaration that only affects drawing, without at-rules."""
    rules = []
    for rule in _normalised_style(text).split("}")[:-1]:
        selector, brace, declarations = rule.rpartition("{")
        cleaned = clean_declarations(declarations) if brace else ""
        if cleaned and "{" not in selector and _SELECTOR.match(selector.strip()):
            rules.append(f"{' '.join(selector.split())}{{{cleaned}}}")
    return "".join(rules)


def is_plain(value: str) -> bool:
    """Whether the value of a property or attribute only affects drawing."""
    return not set("<>{}@") & set(value) and not external_reference(value)


def _normalised_style(text: str) -> str:
    """The text without comments and with escapes resolved, because an escaped `url(` also loads."""
    return _COMMENT.sub("", _ESCAPE.sub(_character, _COMMENT.sub("", text)))


def _character(match: re.Match[str]) -> str:
    if match.group(2) is not None:
        return match.group(2)
    number = int(match.group(1), 16)
    return chr(number) if 0 < number < 0x110000 else "\ufffd"


def _addresses(plain: str) -> list[str]:
    return [address.strip() for address in _URL.findall(plain)]
