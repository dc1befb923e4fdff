"""Splits a line of a log into fixed text and values: dates, levels, addresses, numbers, pairs and so on."""

import re
from collections.abc import Iterator

from msgspec import Struct

from tilekit.pipeline.json_text import object_in
from tilekit.suggest.date_formats import date_at
from tilekit.suggest.masking import REDACTED


class Piece(Struct, frozen=True, kw_only=True):
    """A part of a line. kind is "word" or "mark" for fixed text, otherwise the kind of value.

    matcher is its grok matcher; name is the attribute, "" to find one from the words around it; filter is the grok
    filter for the value.
    """

    kind: str
    text: str
    matcher: str = ""
    name: str = ""
    filter: str = ""


_ADDRESS = r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}"
_KEY = r"[A-Za-z_][\w.-]*"
_VALUE = r"\"[^\"]*\"|'[^']*'|[^\s,;\"']*"
_PAIR = re.compile(rf"(?<![\w.=-]){_KEY}=(?:{_VALUE})(?=[\s,;]|$)")
_CEF = re.compile(r"CEF:(\d+)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|(.*=.*)$", re.DOTALL)
_CEF_NAMES = ("version", "vendor", "product", "product_version", "event_id", "event_name", "severity")
_ACCESS = re.compile(
    r'(?P<client>\S+)( )(?P<ident>\S+)( )(?P<auth>\S+)( \[)(?P<date>[^\]]+)(\] ")(?P<method>[A-Z]{3,10})( )(?P<url>\S+)'
    r'( HTTP/)(?P<version>\d(?:\.\d)?)(" )(?P<status>\d{3})( )(?P<bytes>\d+|-)'
    r'(?:( ")(?P<referer>[^"]*)(" ")(?P<agent>[^"]*)("))?(?=\s|$)'
)
# group -> matcher, attribute
_ACCESS_VALUES = {
    "client": ("ipOrHost", "network.client.ip"), "ident": ("notSpace", "http.ident"), "auth": ("notSpace", "http.auth"),
    "method": ("word", "http.method"), "url": ("notSpace", "http.url"), "version": ("numberStr", "http.version"),
    "status": ("integer", "http.status_code"), "bytes": ("integer", "network.bytes_written"),
    "referer": ('regex("[^\\"]*")', "http.referer"), "agent": ('regex("[^\\"]*")', "http.useragent"),
}  # fmt: skip
_THREAD = re.compile(r"\[([A-Za-z][\w.-]*)\]")
_REQUEST = re.compile(r'"([A-Z]{3,10}) (\S+) HTTP/(\d(?:\.\d)?)"')
_SYSLOG = re.compile(r"(\s+)([\w.:-]+)( )([\w./-]+?)(?:(\[)(\d+)(\]))?(:)(?=\s)")
_SYSLOG_HOST = re.compile(r"( )(\S+)( )(?=CEF:)")
_SYSLOG_5424 = re.compile(r"( )(\S+)( )(\S+)( )(\S+)( )(\S+)( )")
_PRIORITY = re.compile(r"<(\d{1,3})>(?:1(?= ))?")
_LEVEL = re.compile(
    r"(?:TRACE|DEBUG|INFO|INFORMATION|NOTICE|WARN|WARNING|ERR|ERROR|CRIT|CRITICAL|FATAL|ALERT|EMERG|EMERGENCY|SEVERE)"
    r"(?![\w.-])|(?:(?<=\[)|(?<=level=))(?i:debug|info|notice|warn|warning|error|crit|critical|fatal|alert|emerg)(?=\]|\s)"
)
# kind, pattern, matcher, attribute. The first that matches counts.
_VALUES = tuple(
    (kind, re.compile(pattern), matcher, name)
    for kind, pattern, matcher, name in (
        ("url", r"https?://[^\s\"'<>()\[\],]+", "notSpace", "http.url"),
        ("mail", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "notSpace", "usr.email"),
        ("uuid", r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![\w-])", "uuid", ""),
        ("ip", rf"(?:{_ADDRESS})(?![\w.-]*\w)", "ip", "network.client.ip"),
        ("logger", r"[a-z]\w*(?:\.[a-z]\w*)+\.[A-Z]\w*(?![\w.])", "notSpace", "logger.name"),
        ("path", r"(?<![\w.])/[\w.-]+(?:/[\w.-]*)+", "notSpace", "path"),
        ("integer", r"-?\d{1,18}(?![\w.-]|:\d)", "integer", ""),
        ("number", r"-?\d+\.\d+(?![\w.-])", "number", ""),
        ("quantity", r"\d{1,18}(?=[a-zA-Zµ]{1,3}\b)", "integer", ""),
        ("code", r"[A-Za-z_-]*\d[\w-]*(?:[.:][\w-]+)*", "notSpace", ""),
    )
)
_ASSIGNED = re.compile(r"[^\s,;\"'&\])}]+")
_QUOTED = re.compile(r'"([^"]*)"')
_MOST_READ, _MOST_BRACES = 2_000, 5
_WORD, _MARK = re.compile(r"[^\W\d_]+(?:['_-][^\W\d_]+)*"), re.compile(r"\s+|.", re.DOTALL)


def pieces_of(line: str) -> tuple[Piece, ...]:
    """The pieces of a line, in order. Their texts together are the line. The lines after the first and the end of a
    long line are one piece.
    """
    head, newline, stack = line[:_MOST_READ].partition("\n")
    rest = stack + line[_MOST_READ:]
    name = "error.stack" if newline else "msg"
    end = (Piece(kind="message", text=rest, matcher="data", name=name),) if rest else ()
    return (*_pieces(head), *((_mark(newline),) if newline else ()), *end)


def _pieces(line: str) -> Iterator[Piece]:
    access = _ACCESS.match(line)
    pieces = tuple(_access(access)) if access else ()
    yield from pieces
    at, is_dated, is_levelled = access.end() if access else 0, bool(access), bool(access)
    tail = _pairs_start(line)
    while at < len(line):
        pieces = (Piece(kind="pairs", text=line[at:]),) if at == tail else _tail_at(line, at)
        if not pieces and not is_dated:
            pieces = _header_at(line, at)
            is_dated = any(piece.kind == "date" for piece in pieces)
        if not pieces and not is_levelled and _starts_word(line, at) and (match := _LEVEL.match(line, at)):
            is_levelled, pieces = True, (Piece(kind="level", text=match[0], matcher="word", name="level"),)
        if not pieces and (is_dated or is_levelled) and not access and (match := _THREAD.match(line, at)):
            thread = Piece(kind="thread", text=match[1], matcher='regex("[^\\]]*")', name="logger.thread_name")
            pieces = (_mark("["), thread, _mark("]"))
        pieces = pieces or _request_at(line, at) or _value_at(line, at) or (_fixed_at(line, at),)
        yield from pieces
        at += sum(len(piece.text) for piece in pieces)


def _access(match: re.Match[str]) -> Iterator[Piece]:
    """The pieces of a line in the common or combined format of web servers."""
    names = {index: name for name, index in match.re.groupindex.items()}
    for index, text in enumerate(match.groups(), start=1):
        name = names.get(index, "")
        if name == "date" and (date := date_at(text, 0)):
            yield Piece(kind=name, text=text, matcher=date.matcher, name="timestamp")
        elif name in _ACCESS_VALUES and text not in (None, "-" if name == "bytes" else None):
            matcher, attribute = _ACCESS_VALUES[name]
            yield Piece(kind=name, text=text, matcher=matcher, name=attribute)
        elif text is not None:
            yield _mark(text)


def _pairs_start(line: str) -> int:
    """Where the pairs begin with which the line ends; -1 if it ends with fewer than two."""
    pairs, start, count = list(_PAIR.finditer(line)), len(line.rstrip(" \t,;")), 0
    for pair in reversed(pairs):
        if line[pair.end() : start].strip(" \t,;"):
            break
        start, count = pair.start(), count + 1
    return start if count > 1 else -1


def _starts_word(line: str, at: int) -> bool:
    return at == 0 or not (line[at - 1].isalnum() or line[at - 1] in "_.")


def _header_at(line: str, at: int) -> tuple[Piece, ...]:
    """The priority, date, host and program at the start of a log, and a date elsewhere."""
    if at == 0 and (match := _PRIORITY.match(line)):
        priority = Piece(kind="priority", text=match[1], matcher="integer", name="syslog.priority")
        return (_mark("<"), priority, _mark(match[0][1 + len(match[1]) :]))
    date = date_at(line, at) if _starts_word(line, at) else None
    if at == 0 and date is None and line[0] in "DIWEF" and (date := date_at(line, 1)):
        level = Piece(kind="level", text=line[0], matcher='regex("[DIWEF]")', name="level")
        return (level, Piece(kind="date", text=date.text, matcher=date.matcher, name="timestamp"))
    if date is None:
        return ()
    piece = Piece(kind="date", text=date.text, matcher=date.matcher, name="timestamp", filter=date.filter)
    before, end = line[:at], at + len(date.text)
    if before.endswith(">1 ") and (match := _SYSLOG_5424.match(line, end)):
        return (piece, *_syslog(match, ("hostname", "appname", "procid", "msgid")))
    if (before.endswith(">") or date.is_syslog) and (match := _SYSLOG.match(line, end)):
        return (piece, *_syslog(match, ("hostname", "appname", "procid")))
    match = _SYSLOG_HOST.match(line, end)
    return (piece, *(_syslog(match, ("hostname",)) if match else ()))


def _syslog(match: re.Match[str], names: tuple[str, ...]) -> Iterator[Piece]:
    values = iter(names)
    for text in match.groups():
        if text and re.fullmatch(r"[\s\[\]:]+", text):
            yield _mark(text)
        elif text:
            name = next(values)
            yield Piece(kind=name, text=text, matcher="notSpace", name=f"syslog.{name}")


def _tail_at(line: str, at: int) -> tuple[Piece, ...]:
    """The object of JSON or the extension of CEF that a log ends with."""
    if not _starts_word(line, at):
        return ()
    is_object = line[at] == "{" and line.endswith("}") and line.count("{", 0, at) < _MOST_BRACES
    if is_object and object_in(line[at:]) is not None:
        return (Piece(kind="json", text=line[at:]),)
    if line.startswith("CEF:", at) and (match := _CEF.match(line, at)):
        return tuple(_cef(match))
    return ()


def _cef(match: re.Match[str]) -> Iterator[Piece]:
    yield _mark("CEF:")
    for name, text in zip(_CEF_NAMES, match.groups(), strict=False):
        matcher = "integer" if name == "severity" and text.isdecimal() else 'regex("[^|]*")'
        yield Piece(kind=name, text=text, matcher=matcher, name=f"cef.{name}")
        yield _mark("|")
    yield Piece(kind="extension", text=match[8])


def _request_at(line: str, at: int) -> tuple[Piece, ...]:
    match = _REQUEST.match(line, at)
    if not match:
        return ()
    method = Piece(kind="method", text=match[1], matcher="word", name="http.method")
    url = Piece(kind="request", text=match[2], matcher="notSpace", name="http.url")
    version = Piece(kind="version", text=match[3], matcher="numberStr", name="http.version")
    return (_mark('"'), method, _mark(" "), url, _mark(" HTTP/"), version, _mark('"'))


def _value_at(line: str, at: int) -> tuple[Piece, ...]:
    if match := _QUOTED.match(line, at):
        value = Piece(kind="quoted", text=match[1], matcher='regex("[^\\"]*")')
        return (_mark('"'), value, _mark('"'))
    if line[at - 1 : at] == "=" and (match := _ASSIGNED.match(line, at)):
        return (Piece(kind="value", text=match[0], matcher="notSpace"),)
    if not _starts_word(line, at):
        return ()
    if line.startswith(REDACTED, at):
        return (Piece(kind="secret", text=REDACTED, matcher="notSpace"),)
    for kind, pattern, matcher, name in _VALUES:
        if match := pattern.match(line, at):
            return (Piece(kind=kind, text=match[0], matcher=matcher, name=name),)
    return ()


def _fixed_at(line: str, at: int) -> Piece:
    match = _WORD.match(line, at)
    if match:
        return Piece(kind="word", text=match[0], matcher="notSpace")
    mark = _MARK.match(line, at)
    return _mark(mark[0] if mark else line[at])


def _mark(text: str) -> Piece:
    return Piece(kind="mark", text=text)
