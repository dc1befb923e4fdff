"""The matchers of grok: the pattern of each, and the value of a matched text."""

from __future__ import annotations

from collections.abc import Callable

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.attribute_paths import Missing
from tilekit.pipeline.grok.dates import date_format
from tilekit.pipeline.grok.re2_syntax import to_re2
from tilekit.pipeline.grok.rule_syntax import Argument, GrokCall
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.number_text import integer_of, number_of, truncated_number_of
from tilekit.pipeline.re2_patterns import compiled_pattern

ReadText = Callable[[str], "Json | Missing"]
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})"
_IPV4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}"
_HEX = r"[0-9A-Fa-f]{1,4}"
_IPV6 = (
    rf"(?:(?:{_HEX}:){{7}}(?:{_HEX}|:)|(?:{_HEX}:){{6}}(?::{_HEX}|{_IPV4}|:)"
    rf"|(?:{_HEX}:){{5}}(?:(?::{_HEX}){{1,2}}|:{_IPV4}|:)|(?:{_HEX}:){{4}}(?:(?::{_HEX}){{1,3}}|(?::{_HEX})?:{_IPV4}|:)"
    rf"|(?:{_HEX}:){{3}}(?:(?::{_HEX}){{1,4}}|(?::{_HEX}){{0,2}}:{_IPV4}|:)"
    rf"|(?:{_HEX}:){{2}}(?:(?::{_HEX}){{1,5}}|(?::{_HEX}){{0,3}}:{_IPV4}|:)"
    rf"|{_HEX}:(?:(?::{_HEX}){{1,6}}|(?::{_HEX}){{0,4}}:{_IPV4}|:)"
    rf"|:(?:(?::{_HEX}){{1,7}}|(?::{_HEX}){{0,5}}:{_IPV4}|:))(?:%[0-9A-Za-z]+)?"
)
_IP = rf"(?:{_IPV4}|{_IPV6})"
_HOST = r"\b[0-9A-Za-z][0-9A-Za-z_-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z_-]{0,62})*\.?"
_DOUBLE_QUOTED, _SINGLE_QUOTED = '"[^"]*"', "'[^']*'"
_NUMBER, _EXPONENT = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", r"(?:[eE][-+]?[0-9]+)?"
_INTEGER = r"[-+]?[0-9]+"
_PORT = "[1-9][0-9]{0,4}"
_MACS = {
    "ciscoMac": r"(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}",
    "windowsMac": "(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}",
    "commonMac": "(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}",
}
_USER = r"[\w.-]+"
_UNIX_PATH = r"(?:/(?:[\w_%!$@:.,~-]|\\.)*)+"
_WINDOWS_PATH = r"(?:[A-Za-z]+:|\\)(?:\\[^\\?*]*)+"
_URI_SCHEME = r"[A-Za-z]+(?:\+[A-Za-z+]+)?"
_URI_HOST = rf"(?:{_IP}|{_HOST})(?::{_PORT})?"
_URI_PATH = r"(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%_\-]*)+"
_URI_QUERY = r"\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\-\[\]]*"

PATTERNS = {
    "notSpace": r"\S+",
    "word": r"\b\w+\b",
    "space": r"\s+",
    "data": r".*?",
    "greedyData": r".*",
    "number": _NUMBER,
    "numberStr": _NUMBER,
    "numberExt": _NUMBER + _EXPONENT,
    "numberExtStr": _NUMBER + _EXPONENT,
    "integer": _INTEGER,
    "integerStr": _INTEGER,
    "integerExt": _INTEGER + _EXPONENT,
    "integerExtStr": _INTEGER + _EXPONENT,
    "doubleQuotedString": _DOUBLE_QUOTED,
    "singleQuotedString": _SINGLE_QUOTED,
    "quotedString": f"(?:{_DOUBLE_QUOTED}|{_SINGLE_QUOTED})",
    "qs": f"(?:{_DOUBLE_QUOTED}|{_SINGLE_QUOTED})",
    "user": _USER,
    "uuid": r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
    **_MACS,
    "mac": "|".join(_MACS.values()),
    "ipv4": _IPV4,
    "ipv6": _IPV6,
    "ip": _IP,
    "hostname": _HOST,
    "host": _HOST,
    "ipOrHost": rf"(?:{_IP}|{_HOST})",
    "port": _PORT,
    "hostPort": rf"(?:{_IP}|{_HOST}):{_PORT}",
    "path": f"(?:{_UNIX_PATH}|{_WINDOWS_PATH})",
    "unixPath": _UNIX_PATH,
    "winPath": _WINDOWS_PATH,
    "tty": r"/dev/(?:pts|tty(?:[pq])?)(?:\w+)?/?[0-9]+",
    "uriProto": _URI_SCHEME,
    "uriHost": _URI_HOST,
    "uriPath": _URI_PATH,
    "uriParam": _URI_QUERY,
    "uriPathParam": f"{_URI_PATH}(?:{_URI_QUERY})?",
    "uri": rf"{_URI_SCHEME}://(?:{_USER}(?::[^@]*)?@)?(?:{_URI_HOST})?(?:{_URI_PATH}(?:{_URI_QUERY})?)?",
}


_TEXT_READERS: dict[str, ReadText] = {
    "number": number_of,
    "numberExt": number_of,
    "integer": integer_of,
    "integerExt": truncated_number_of,
}


def pattern_of(call: GrokCall) -> tuple[str, ReadText | None]:
    """The pattern of a matcher, and the function that converts its text (None for no conversion). Raises
    PipelineRefused.
    """
    if call.name == "regex":
        return text_argument(call, 0), None
    if call.name == "boolean":
        return _boolean(call)
    if call.name == "date":
        zone, locale = text_argument(call, 1, "UTC"), text_argument(call, 2, "en")
        return date_format(text_argument(call, 0), zone, locale)
    pattern = PATTERNS.get(call.name)
    if pattern is None:
        raise PipelineRefused(N_("no matcher or rule has the name {name}"), name=call.name)
    return pattern, _TEXT_READERS.get(call.name)


def text_argument(call: GrokCall, at: int, default: str | None = None) -> str:
    """The text argument at this index. Raises PipelineRefused if there is none and no default."""
    argument: Argument | GrokCall = call.arguments[at] if len(call.arguments) > at else default
    if isinstance(argument, str):
        return argument
    raise PipelineRefused(N_("{name} needs a string in quotation marks"), name=call.name)


def _boolean(call: GrokCall) -> tuple[str, ReadText]:
    yes, no = text_argument(call, 0, "true"), text_argument(call, 1, "false")
    if not call.arguments:
        return "(?i:true|false)", lambda text: text.lower() == "true"
    holds = compiled_pattern(to_re2(yes).text).fits
    return f"{yes}|{no}", holds
