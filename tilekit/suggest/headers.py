"""Recognises the headers of logs: dates with what is around them in syslog, in Kubernetes and in other programs."""

import re
from collections.abc import Iterator

from tilekit.suggest.date_formats import ELAPSED, date_at, time_at
from tilekit.suggest.piece import Piece, mark

_SYSLOG = re.compile(r"(\s+)([\w.:-]+)( )([\w./-]+?)(?:(\[)(\d+)(\]))?(:)(?=\s)")
_SYSLOG_HOST = re.compile(r"( )(\S+)( )(?=CEF:)")
_SYSLOG_5424 = re.compile(
    r"( )(\S+)( )(\S+)( )(\S+)( )(\S+)( )(-|(?:\[(?:[^\]\"\\]|\\.|\"(?:[^\"\\]|\\.)*\")*\])+)(?= |$)"
)
_PRIORITY = re.compile(r"<(\d{1,3})>(?:1(?= ))?")
# The number of the thread, and the file and line of the code, as in logs of Kubernetes.
_CALLER = re.compile(r"(\s+)(\d+)( )([\w.-]+\.\w+)(:)(\d+)(\])")
_CALLER_VALUES = {
    2: ("number", "integer", "thread_id"),
    4: ("file", "notSpace", "file"),
    6: ("line", "integer", "line"),
}
_LOGGER = re.compile(r" - (?!(?:debug|info|notice|warn|warning|error|critical|fatal) )([A-Za-z_][\w.]*) - ")


def starts_word(line: str, at: int) -> bool:
    """Whether a word or number can start at this place."""
    return at == 0 or not (line[at - 1].isalnum() or line[at - 1] in "_.")


def header_at(line: str, at: int) -> tuple[Piece, ...]:
    """The priority, date, host and program at the start of a log, and a date elsewhere."""
    if at == 0 and (match := _PRIORITY.match(line)):
        priority = Piece(kind="priority", text=match[1], matcher="integer", name="syslog.priority")
        return (mark("<"), priority, mark(match[0][1 + len(match[1]) :]))
    if at == 0 and (match := ELAPSED.match(line)):
        return (Piece(kind="date", text=match[0], matcher="integer", name="elapsed"),)
    date = date_at(line, at) if starts_word(line, at) else None
    if at == 0 and date is None and line[0] in "DIWEF" and (date := date_at(line, 1)):
        letter = Piece(kind="letter", text=line[0], matcher='regex("[DIWEF]")', name="level")
        piece = Piece(kind="date", text=date.text, matcher=date.matcher, name="timestamp")
        return (letter, piece, *_caller(line, 1 + len(date.text)))
    date = date or time_at(line, at)
    if date is None:
        return ()
    piece = Piece(kind="date", text=date.text, matcher=date.matcher, name="timestamp", filter=date.filter)
    return (piece, *_after_date(line, at + len(date.text), before=line[:at], is_syslog=date.is_syslog))


def _after_date(line: str, at: int, *, before: str, is_syslog: bool) -> Iterator[Piece]:
    if before.endswith(">1 ") and (match := _SYSLOG_5424.match(line, at)):
        yield from _syslog(match, ("hostname", "appname", "procid", "msgid", "structured_data"))
    elif (before.endswith(">") or is_syslog) and (match := _SYSLOG.match(line, at)):
        yield from _syslog(match, ("hostname", "appname", "procid"))
    elif match := _LOGGER.match(line, at):
        logger = Piece(kind="logger", text=match[1], matcher="notSpace", name="logger.name")
        yield from (mark(" "), mark("-"), mark(" "), logger, mark(" "), mark("-"), mark(" "))
    elif match := _SYSLOG_HOST.match(line, at):
        yield from _syslog(match, ("hostname",))


def _syslog(match: re.Match[str], names: tuple[str, ...]) -> Iterator[Piece]:
    values = iter(names)
    for text in match.groups():
        if text and re.fullmatch(r"\s+|[\[\]:]", text):
            yield mark(text)
        elif text:
            name = next(values)
            matcher = r'regex("-|\\[.*\\]")' if name == "structured_data" else "notSpace"
            yield Piece(kind=name, text=text, matcher=matcher, name=f"syslog.{name}")


def _caller(line: str, at: int) -> Iterator[Piece]:
    match = _CALLER.match(line, at)
    for index, text in enumerate(match.groups() if match else (), start=1):
        kind, matcher, name = _CALLER_VALUES.get(index, ("mark", "", ""))
        yield Piece(kind=kind, text=text, matcher=matcher, name=name)
