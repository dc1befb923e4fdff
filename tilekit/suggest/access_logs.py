"""Recognises the access logs of web servers in the common and the combined format, and those of HAProxy."""

import re

from tilekit.suggest.date_formats import date_at
from tilekit.suggest.piece import Piece, mark

_LOG = re.compile(
    r"(?:(?P<host>[\w.-]+)(?:(:)(?P<port>\d+))?( ))?(?P<client>\S+)( )(?P<ident>\S+)( )(?P<auth>\S+)"
    r'( \[)(?P<date>[^\]]+)(\] ")'
    r'(?:(?P<method>[A-Z]{3,10})( )(?P<url>\S+)( HTTP/)(?P<version>\d(?:\.\d)?)|(?P<request>(?:[^"\\]|\\.)*))'
    r'(" )(?P<status>\d{3})( )(?P<bytes>\d+|-)'
    r'(?:( ")(?P<referer>[^"]*)(" ")(?P<agent>[^"]*)(")(?:( )(?P<request_time>\d+\.\d{3})(?=\s|$))?)?(?=\s|$)'
)
_PROXY_LOG = re.compile(
    r"(?P<client>[\w.:]+)(:)(?P<client_port>\d+)( \[)(?P<accept_date>[^\]]+)(\] )(?P<frontend>\S+)( )"
    r"(?P<backend>[^\s/]+)(/)(?P<server>\S+)( )(?P<timers>[-+\d/]+)( )(?P<status>\d{3}|-1)( )(?P<bytes>\d+)"
    r"( )(?P<cookies>\S+ \S+)( )(?P<termination>[\w-]{4})( )(?P<connections>[+\d/]+)( )(?P<queues>\d+/\d+)"
)
_FILTERS = {"request_time": "scale(1000000000)"}  # nginx logs seconds, durations are nanoseconds
_DATES = {"date": "timestamp", "accept_date": "date"}
# group -> matcher, attribute
_VALUES = {
    "host": ("notSpace", "http.host"), "port": ("integer", "network.destination.port"),
    "client": ("ipOrHost", "network.client.ip"), "ident": ("notSpace", "http.ident"), "auth": ("notSpace", "http.auth"),
    "method": ("word", "http.method"), "url": ("notSpace", "http.url"), "version": ("numberStr", "http.version"),
    "request": ('regex("[^\\"]*")', "http.request"), "status": ("integer", "http.status_code"),
    "bytes": ("integer", "network.bytes_written"), "referer": ('regex("[^\\"]*")', "http.referer"),
    "agent": ('regex("[^\\"]*")', "http.useragent"), "request_time": ("number", "duration"),
    "client_port": ("integer", "network.client.port"),
    "backend": ('regex("[^/]*")', "haproxy.backend"), "cookies": ('regex("\\\\S+ \\\\S+")', "haproxy.cookies"),
    **{name: ("notSpace", f"haproxy.{name}") for name in ("frontend", "server", "timers", "termination")},
    **{name: ("notSpace", f"haproxy.{name}") for name in ("connections", "queues")},
}  # fmt: skip


def access_pieces(line: str, at: int = 0) -> tuple[Piece, ...]:
    """The pieces of the access log that begins at this place; none if it is another log. A log of HAProxy follows the
    header of syslog.
    """
    match = (_PROXY_LOG if at else _LOG).match(line, at)
    if match is None:
        return ()
    names = {index: name for name, index in match.re.groupindex.items()}
    parts = ((names.get(index, ""), text) for index, text in enumerate(match.groups(), start=1) if text)
    return tuple(_piece(name, text) for name, text in parts)


def _piece(name: str, text: str) -> Piece:
    if name in _DATES and (date := date_at(text, 0)) and date.text == text:
        return Piece(kind=name, text=text, matcher=date.matcher, name=_DATES[name])
    if name in _VALUES and not (name == "bytes" and text == "-"):
        matcher, attribute = _VALUES[name]
        return Piece(kind=name, text=text, matcher=matcher, name=attribute, filter=_FILTERS.get(name, ""))
    return mark(text)
