"""Splits a line of a log into fixed text and values: dates, levels, addresses, numbers, pairs and so on."""

import re
from collections.abc import Iterator

from tilekit.pipeline.json_text import object_in
from tilekit.suggest.access_logs import access_pieces
from tilekit.suggest.date_formats import date_at, is_java_header
from tilekit.suggest.headers import header_at, starts_word
from tilekit.suggest.masking import REDACTED
from tilekit.suggest.piece import Piece, mark
from tilekit.suggest.statuses import OTHER_LEVEL_WORDS

_HEX = "[0-9a-fA-F]"
# An IPv6 address has eight parts or “::”; other numbers with colons are times or hardware addresses.
_ADDRESS = (
    rf"(?:\d{{1,3}}\.){{3}}\d{{1,3}}|(?:{_HEX}{{1,4}}:){{7}}{_HEX}{{1,4}}"
    rf"|(?=[0-9a-fA-F:]*::)(?:{_HEX}{{0,4}}:){{2,7}}{_HEX}{{1,4}}"
)
_KEY = r"[A-Za-z_][\w.-]*"
_VALUE = r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s,;\"']*"
_PAIR = re.compile(rf"(?<![\w.=-]){_KEY}=(?:{_VALUE})(?=[\s,;]|$)")
_CEF = re.compile(r"CEF:(\d+)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|(.*=.*)$", re.DOTALL)
_CEF_NAMES = ("version", "vendor", "product", "product_version", "event_id", "event_name", "severity")
_REQUEST = re.compile(r'"([A-Z]{3,10}) (\S+) HTTP/(\d(?:\.\d)?)"(?: ([1-5]\d\d)(?!\S))?')
_OTHER_LEVEL = "|".join(OTHER_LEVEL_WORDS)
_LOWER_LEVEL = f"(?i:debug|info|notice|warn|warning|error|crit|critical|fatal|alert|emerg|{_OTHER_LEVEL})"
_LEVEL = re.compile(
    r"(?:TRACE|DEBUG|INFO|INFORMATION|NOTICE|WARN|WARNING|ERR|ERROR|CRIT|CRITICAL|FATAL|ALERT|EMERG|EMERGENCY"
    rf"|DBG|INF|WRN|FTL|{_OTHER_LEVEL.upper()})"
    rf"(?![\w.-])|(?:(?<=[\[:])|(?<=level=)){_LOWER_LEVEL}(?=\]|\s)|(?<=[|-] ){_LOWER_LEVEL}(?= [|-] )"
    rf"|^(?:{_LOWER_LEVEL}|dbug)(?=: )"
)
_THREAD = re.compile(rf"\[( *)(?!{_LOWER_LEVEL}\])([A-Za-z][\w.-]*)\]")
# The name of a logger after a level, as Python writes it, and that of Java after a level or thread.
_LOGGER = re.compile(r":([A-Za-z_][\w.]*):(?=\S)")
_JAVA_LOGGER = re.compile(r"(?:[a-z]\w*\.)+[A-Z][\w$]*(?![\w.])|[A-Za-z_][\w.$]*(?=\s+(?:--?|:)\s)")
_STACK = re.compile(r"(?m)^\s+at |^Traceback |^goroutine |^#\d+ |(?:Exception|Error)\b")
_ONLY_PAIRS = re.compile(rf"(?:{_KEY}=[^\n]*(?:\n|$)){{2,}}")
# kind, pattern, matcher, attribute. The first that matches counts.
_VALUES = tuple(
    (kind, re.compile(pattern), matcher, name)
    for kind, pattern, matcher, name in (
        ("secret", REDACTED, "notSpace", ""),
        ("url", r"https?://[^\s\"'<>()\[\],]+", "notSpace", "http.url"),
        ("mail", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "notSpace", "usr.email"),
        ("uuid", r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![\w-])", "uuid", ""),
        ("ip", rf"(?:{_ADDRESS})(?![\w.-]*\w)", "ip", "network.client.ip"),
        ("logger", r"[a-z]\w*(?:\.[a-z]\w*)+\.[A-Z][\w$]*(?![\w.])", "notSpace", "logger.name"),
        ("path", r"(?<![\w.])/[\w.-]+(?:/[\w.-]*)+", "notSpace", "path"),
        ("integer", r"-?\d{1,18}(?![\w.-]|:\d)", "integer", ""),
        ("number", r"-?\d+\.\d+(?![\w.-])", "number", ""),
        ("quantity", r"\d{1,18}(?=[a-zA-Zµ]{1,3}\b)", "integer", ""),
        ("code", r"[A-Za-z_-]*\d[\w-]*(?:[.:][\w-]+)*", "notSpace", ""),
    )
)
# A colon or full stop after the value belongs to the sentence.
_ASSIGNED = re.compile(r"[^\s,;\"'&\])}]+?(?=[:.]?(?:[\s,;\"'&\])}]|$))")
_QUOTED = re.compile(r'"([^"]*)"')
_MOST_READ, _MOST_BRACES = 2_000, 5
_WORD, _MARK = re.compile(r"[^\W\d_]+(?:['_-][^\W\d_]+)*"), re.compile(r"\s+|.", re.DOTALL)


def pieces_of(line: str) -> tuple[Piece, ...]:
    """The pieces of a line, in order. Their texts together are the line. The lines after the first and the end of a
    long line are one piece.
    """
    head, newline, stack = line[:_MOST_READ].partition("\n")
    if newline and is_java_header(head):
        second, newline, stack = stack.partition("\n")
        head = f"{head}\n{second}"
    rest = stack + line[_MOST_READ:]
    end = (_rest(rest, is_new_line=bool(newline)),) if rest else ()
    return (*_pieces(head), *((mark(newline),) if newline else ()), *end)


def _rest(text: str, *, is_new_line: bool) -> Piece:
    """The lines after the first, or the end of a long line."""
    if is_new_line and _ONLY_PAIRS.fullmatch(text):
        return Piece(kind="lines", text=text)
    name = ("error.stack" if _STACK.search(text) else "details") if is_new_line else "msg"
    return Piece(kind="message", text=text, matcher="data", name=name)


def _pieces(line: str) -> Iterator[Piece]:
    access = access_pieces(line)
    yield from access
    at = sum(len(piece.text) for piece in access)
    is_dated = is_levelled = bool(access)
    tail, header_end = _pairs_start(line), 0
    while at < len(line):
        pieces = (Piece(kind="pairs", text=line[at:]),) if at == tail else _tail_at(line, at)
        if not pieces and not is_dated:
            pieces = header_at(line, at)
            is_dated = any(piece.kind == "date" for piece in pieces)
            is_levelled = is_levelled or any(piece.kind == "letter" for piece in pieces)
        if not pieces and not is_levelled and starts_word(line, at) and (match := _LEVEL.match(line, at)):
            is_levelled, pieces = True, _level(line, match)
        if not pieces and (is_dated or is_levelled) and not access and (match := _THREAD.match(line, at)):
            thread = Piece(kind="thread", text=match[2], matcher='regex("[^\\]]*")', name="logger.thread_name")
            pieces = (mark("["), *((mark(match[1]),) if match[1] else ()), thread, mark("]"))
        if not pieces and header_end and not line[header_end:at].strip() and (match := _JAVA_LOGGER.match(line, at)):
            pieces = (Piece(kind="logger", text=match[0], matcher="notSpace", name="logger.name"),)
        if not pieces and is_dated and not access and line[at - 2 : at] == ": ":
            pieces = access = access_pieces(line, at)
        pieces = pieces or _request_at(line, at) or _value_at(line, at) or (_fixed_at(line, at),)
        yield from pieces
        at += sum(len(piece.text) for piece in pieces)
        if {"level", "thread"} & (kinds := {piece.kind for piece in pieces}) and "logger" not in kinds:
            header_end = at


def _level(line: str, match: re.Match[str]) -> tuple[Piece, ...]:
    """The level, with the logger after it."""
    matcher = "word" if match[0].isascii() else "notSpace"
    level = Piece(kind="level", text=match[0], matcher=matcher, name="level")
    logger = _LOGGER.match(line, match.end()) if match.start() == 0 else None
    if logger is None:
        return (level,)
    name = Piece(kind="logger", text=logger[1], matcher='regex("[^:]*")', name="logger.name")
    return (level, mark(":"), name, mark(":"))


def _pairs_start(line: str) -> int:
    """Where the pairs begin with which the line ends; -1 if it ends with fewer than two."""
    pairs, start, count = list(_PAIR.finditer(line)), len(line.rstrip(" \t,;")), 0
    for pair in reversed(pairs):
        if line[pair.end() : start].strip(" \t,;"):
            break
        start, count = pair.start(), count + 1
    return start if count > 1 else -1


def _tail_at(line: str, at: int) -> tuple[Piece, ...]:
    """The object of JSON or the extension of CEF that a log ends with."""
    if not starts_word(line, at):
        return ()
    is_object = line[at] == "{" and line.endswith("}") and line.count("{", 0, at) < _MOST_BRACES
    if is_object and object_in(line[at:]) is not None:
        return (Piece(kind="json", text=line[at:]),)
    if line.startswith("CEF:", at) and (match := _CEF.match(line, at)):
        return tuple(_cef(match))
    return ()


def _cef(match: re.Match[str]) -> Iterator[Piece]:
    yield mark("CEF:")
    for name, text in zip(_CEF_NAMES, match.groups(), strict=False):
        matcher = "integer" if name == "severity" and text.isdecimal() else 'regex("[^|]*")'
        yield Piece(kind=name, text=text, matcher=matcher, name=f"cef.{name}")
        yield mark("|")
    yield Piece(kind="extension", text=match[8])


def _request_at(line: str, at: int) -> tuple[Piece, ...]:
    match = _REQUEST.match(line, at)
    if not match:
        return ()
    method = Piece(kind="method", text=match[1], matcher="word", name="http.method")
    url = Piece(kind="request", text=match[2], matcher="notSpace", name="http.url")
    version = Piece(kind="version", text=match[3], matcher="numberStr", name="http.version")
    status = Piece(kind="status", text=match[4], matcher="integer", name="http.status_code") if match[4] else None
    end = (mark('"'), mark(" "), status) if status else (mark('"'),)
    return (mark('"'), method, mark(" "), url, mark(" HTTP/"), version, *end)


def _value_at(line: str, at: int) -> tuple[Piece, ...]:
    if match := _QUOTED.match(line, at):
        value = Piece(kind="quoted", text=match[1], matcher='regex("[^\\"]*")')
        return (mark('"'), value, mark('"'))
    if line[at - 1 : at] == "=" and (match := _ASSIGNED.match(line, at)):
        return (Piece(kind="value", text=match[0], matcher="notSpace"),)
    if not starts_word(line, at):
        return ()
    if (date := date_at(line, at)) and date.matcher != "number":
        return (Piece(kind="moment", text=date.text, matcher=date.matcher, name="date"),)
    for kind, pattern, matcher, name in _VALUES:
        if match := pattern.match(line, at):
            return (Piece(kind=kind, text=match[0], matcher=matcher, name=name),)
    return ()


def _fixed_at(line: str, at: int) -> Piece:
    match = _WORD.match(line, at)
    if match:
        return Piece(kind="word", text=match[0], matcher="notSpace")
    match = _MARK.match(line, at)
    return mark(match[0] if match else line[at])
