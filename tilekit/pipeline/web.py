"""Parses URLs and user agents."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from tilekit.pipeline.attribute_paths import Attributes
from tilekit.pipeline.grok.structured import add, pairs_of

if TYPE_CHECKING:
    from ua_parser import Parser, PartialResult

_URL = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<hash>.*))?",
    re.DOTALL,
)
_PORT = re.compile(r"(.*):([0-9]{1,5})")
_MAX_AGENT = 2_000
_MOBILE_SYSTEMS = (
    "iOS",
    "Android",
    "Windows Phone",
    "Windows Mobile",
    "BlackBerry OS",
    "Symbian OS",
    "Firefox OS",
    "Tizen",
)
_TABLETS = re.compile(r"iPad|Tablet|Kindle|Nexus (?:7|9|10)|\bSM-T\d|\bGT-P\d|\bTab\b", re.IGNORECASE)


def url_parts(text: str, *, normalize: bool = False) -> Attributes:
    """Host, port, path, query string, scheme, hash and user information, as far as the text contains them."""
    match = _URL.fullmatch(text)
    if match is None:
        return {}
    attributes: Attributes = {}
    person, _, authority = (match["authority"] or "").rpartition("@")
    if person:
        name, _, word = person.partition(":")
        attributes["auth"] = {"username": name, "password": word} if word else {"username": name}
    if authority:
        port = _PORT.fullmatch(authority)
        attributes["host"] = port[1] if port else authority
        if port:
            attributes["port"] = int(port[2])
    path = match["path"]
    attributes["path"] = path.rstrip("/") or "/" if normalize and path else path
    if match["query"]:
        attributes["queryString"] = _query(match["query"])
    for name in ("scheme", "hash"):
        if match[name]:
            attributes[name] = match[name]
    return attributes


def _query(text: str) -> Attributes:
    """The pairs of a URL. The platform doesn't convert their values."""
    attributes: Attributes = {}
    for key, value in pairs_of(text):
        add(attributes, key, value)
    return attributes


def user_agent(text: str, *, is_encoded: bool = False, combined: bool = False) -> Attributes:
    """Browser, device and system of a user agent; versions as one text if combined.

    Servers that encode it (IIS) write spaces as plus signs.
    """
    text = unquote_plus(text) if is_encoded else text
    return {part: dict(values) for part, values in _agent((text[:_MAX_AGENT], combined)).items()}


@lru_cache(maxsize=4096)
def _agent(cache_key: tuple[str, bool]) -> dict[str, dict[str, str]]:
    """The parts of a user agent, cached because the same user agents occur repeatedly."""
    text, combined = cache_key
    agent = _parse_user_agent(text)
    browser, device, system = _parts_of(agent.user_agent), _parts_of(agent.device), _parts_of(agent.os)
    named = {key: device[key] for key in ("brand", "model") if device.get(key)}
    category = _category(text, device, system)
    return {
        "browser": _with_version(browser, combined=combined),
        "device": {"family": device.get("family", "Other"), "category": category, **named},
        "os": _with_version(system, combined=combined),
    }


def _parse_user_agent(text: str) -> PartialResult:
    from ua_parser import Domain  # slow import

    try:
        return _parser()(text, Domain.ALL)
    except ValueError:  # the pattern of a device matches, but its family is empty
        return _parser()(text, Domain.USER_AGENT | Domain.OS)


def _with_version(parts: dict[str, str], *, combined: bool) -> dict[str, str]:
    versions = {key: parts[key] for key in ("major", "minor", "patch", "patch_minor") if parts.get(key)}
    if combined:
        versions = {"version": ".".join(versions.values())} if versions else {}
    return {"family": parts.get("family", "Other"), **versions}


def _category(text: str, device: dict[str, str], system: dict[str, str]) -> str:
    if device.get("family") == "Spider":
        return "Bot"
    if _TABLETS.search(text):
        return "Tablet"
    family = system.get("family", "Other")
    if family in _MOBILE_SYSTEMS or "Mobile" in text:
        return "Mobile"
    return "Desktop" if family != "Other" else "Other"


@lru_cache(maxsize=1)
def _parser() -> Parser:
    """The parser with RE2 filters: linear in time, and a third of the memory of the package's `regex` resolver."""
    from ua_parser import Parser  # slow import
    from ua_parser.loaders import load_lazy_builtins  # slow import
    from ua_parser.re2 import Resolver  # slow import

    agents, systems, devices = load_lazy_builtins()
    return Parser(Resolver((_Matchers(agents), _Matchers(systems), _Matchers(devices))))


class _Matchers(list[Any]):
    """The package's matchers. Each gets an RE2 pattern on first use, because Python's patterns could take very long."""

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 the shape of a list
        import re2  # slow import
        from ua_parser.utils import fa_simplifier  # slow import

        matcher = super().__getitem__(index)
        if "pattern" not in vars(matcher):
            flags = "(?i)" if getattr(matcher, "flags", 0) else ""
            matcher.pattern = re2.compile(flags + fa_simplifier(matcher.regex))
        return matcher


def _parts_of(part: object) -> dict[str, str]:
    names = ("family", "brand", "model", "major", "minor", "patch", "patch_minor")
    return {name: value for name in names if isinstance(value := getattr(part, name, None), str)}
