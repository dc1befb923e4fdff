"""Reads metrics from pasted text: a table, an OpenMetrics text, records, or lines such as "name: description".

`read_metrics` proposes what the columns mean.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import zip_longest

from tilekit.checks.metrics.unit_from_name import unit_from_name
from tilekit.parse.limits import CSV_LIMITS, require_readable
from tilekit.parse.metrics_table import standard_columns
from tilekit.parse.openmetrics import MetricFamily, families_in, is_openmetrics
from tilekit.parse.pasted_records import records_in
from tilekit.parse.pasted_table import header_separator, html_table_rows, rows_in, separator_in
from tilekit.parse.text import lines_of
from tilekit.suggest.metric_columns import (
    DOTTED_NAME,
    METRIC_NAME,
    NAME_COLUMN,
    columns_of_header,
    columns_of_values,
    has_other_header,
    is_header,
    with_described,
)
from tilekit.suggest.pasted_metrics import PastedMetrics, SourceKind

# Copied from web pages and documents; nobody sees them.
_UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF))
_SEPARATOR_LINE = re.compile(r'"?sep=(?P<separator>[,;|\t])"?\r?\n', re.IGNORECASE)  # for Excel
_MARK = r"(?:[-*•+]|\d+[.)])\s+"
_LINE = re.compile(
    rf"\s*(?:{_MARK})?[`\"'*]*(?P<name>[A-Za-z][\w./-]*(?::[A-Za-z_][\w./-]*)*)[`\"'*]*"
    r"(?:\s*[(\[](?P<type>[A-Za-z_ ]+)[)\]])?(?:\s*(?:：|:|=|=>|->)|\s+[-–—])[*]*(?:\s+(?P<text>.*\S))?\s*"
)
_TIGHT_LINE = re.compile(rf"\s*(?:{_MARK})?[`\"']*(?P<name>[A-Za-z][\w./-]*)[`\"']*[:：=](?P<type>)(?P<text>.*\S)?\s*")
_TERM = re.compile(
    rf"(?:{_MARK})?[`\"'*]*(?P<name>{DOTTED_NAME.pattern})[`\"'*]*(?:\s*[(\[](?P<type>[A-Za-z_ ]+)[)\]])?\s*"
)
_LIST_ITEM = re.compile(rf"\s*(?:{_MARK})?[`\"']*([A-Za-z][\w.:/-]*)[`\"']*[,;]?\s*")
_HELP_HEADING = re.compile(r"\S[^._]*[:：]\s*")
_MAX_TITLE_ROWS = 5
_SUFFIXES_BY_KIND = {
    "counter": ((".count", "count"),),
    "histogram": ((".bucket", "count"), (".count", "count"), (".sum", "count")),
    "summary": ((".quantile", "gauge"), (".count", "count"), (".sum", "count")),
}


def read_metrics(
    text: str, *, columns: Sequence[str] = (), separator: str = "", has_header: bool | None = None
) -> PastedMetrics:
    """The metrics in a text, with what each column means.

    columns are those of the file that the metrics are for (default: the standard ones). separator and has_header, if
    given, are not guessed. Raises FileTooLarge.
    """
    targets = tuple(columns) or standard_columns()
    text = text.translate(_UNSEEN)
    if line := _SEPARATOR_LINE.match(text):
        text, separator = text[line.end() :], separator or line["separator"]
    if separator:
        return _from_rows(rows_in(text, separator), targets, separator=separator, has_header=has_header)
    if is_openmetrics(text):
        return _from_openmetrics(text)
    require_readable(text.encode("utf-8", "replace"), CSV_LIMITS)
    is_our_header = partial(is_header, columns=targets)
    if rows := html_table_rows(text):
        return _from_rows(rows, targets, separator="", has_header=has_header)
    if records := records_in(text, is_our_header, name_key=NAME_COLUMN):
        return _from_rows(records, targets, separator="", has_header=True)
    text = _without_headings(text)
    if not header_separator(text, is_our_header) and (lines := _from_lines(text, is_our_header)):
        return lines
    separator = separator_in(text, is_our_header)
    rows = rows_in(text, separator) if separator else _listed(text)
    return _from_rows(rows, targets, separator=separator, has_header=has_header)


def _from_rows(
    rows: Sequence[Sequence[str]], targets: Sequence[str], *, separator: str, has_header: bool | None
) -> PastedMetrics:
    if not rows:
        return PastedMetrics(kind=SourceKind.TABLE, separator=separator)
    title_rows = 0 if has_header is False else _title_rows(rows, targets)
    titles, rows = rows[:title_rows], rows[title_rows:]
    is_named = is_header(rows[0], targets)
    if has_header is None:
        has_header = is_named or (len(rows) > 1 and has_other_header(rows))
    body = rows[1:] if has_header else rows
    by_header = columns_of_header(rows[0], targets) if has_header and is_named else []
    return PastedMetrics(
        kind=SourceKind.TABLE,
        header=tuple(rows[0]) if has_header else (),
        rows=body,
        columns=with_described(by_header, body, targets) if by_header else columns_of_values(body, targets),
        separator=separator,
        skipped_lines=["".join(title) for title in titles],
    )


def _title_rows(rows: Sequence[Sequence[str]], targets: Sequence[str]) -> int:
    """The number of rows above a header that have one text each, such as the title of a spreadsheet."""
    first = next((index for index, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
    return first if first <= _MAX_TITLE_ROWS and is_header(rows[first], targets) else 0


def _from_openmetrics(text: str) -> PastedMetrics:
    rows = [row for family in families_in(text) for row in _family_rows(family)]
    columns = ("metric_name", "metric_type", "unit_name", "description", "sample_tags")
    return PastedMetrics(kind=SourceKind.OPENMETRICS, rows=rows, columns=columns)


def _family_rows(family: MetricFamily) -> Iterator[tuple[str, ...]]:
    """The metrics that an Agent check sends for a metric of an OpenMetrics endpoint."""
    name = family.name.removesuffix("_total") if family.kind == "counter" else family.name
    unit = family.unit or unit_from_name(name.replace(":", "."))[0]
    tags = ",".join(family.labels)
    for suffix, kind in _SUFFIXES_BY_KIND.get(family.kind, (("", "gauge"),)):
        is_number = suffix in (".bucket", ".count") and family.kind != "counter"
        yield (name + suffix, kind, "" if is_number else unit, family.help, tags)


def _from_lines(text: str, is_our_header: Callable[[Sequence[str]], bool]) -> PastedMetrics | None:
    """The metrics of a list of names with descriptions; None if most lines are something else.

    A description can continue on the next line.
    """
    lines = [line for line in lines_of(text) if line.strip()]
    rows: list[list[str]] = []
    skipped: list[str] = []
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        if match := _LINE.fullmatch(line) or _TIGHT_LINE.fullmatch(line):
            rows.append([cell or "" for cell in match.group("name", "type", "text")])
        elif (term := _TERM.fullmatch(line)) and _is_indented(below):
            rows.append([term["name"], term["type"] or "", ""])
        elif rows and _is_indented(line):
            rows[-1][2] = f"{rows[-1][2]} {line.strip()}".strip()
        else:
            skipped.append(line.strip())
    if len(rows) <= len(skipped) or (len(lines) > 1 and _is_colon_table(text)):
        return None
    has_header = len(rows) > 1 and is_our_header([rows[0][0], rows[0][2]])
    return _listed_metrics(rows[has_header:], skipped=skipped)


def _listed_metrics(rows: Sequence[Sequence[str]], *, skipped: Sequence[str]) -> PastedMetrics:
    """The metrics of rows with name, type and description. Nobody is asked about types if no line has one."""
    columns = {0: "metric_name", 1: "metric_type", 2: "description"}
    if not any(row[1] for row in rows):
        del columns[1]
    return PastedMetrics(
        kind=SourceKind.LINES,
        rows=[tuple(row[index] for index in columns) for row in rows],
        columns=tuple(columns.values()),
        skipped_lines=skipped,
    )


def _is_indented(line: str) -> bool:
    return line.startswith((" ", "\t"))


def _without_headings(text: str) -> str:
    """The text without the headings of a help text: lines such as "Metrics:" above indented lines."""
    lines = [line for line in lines_of(text) if line.strip()]
    others = [line for line in lines if not _HELP_HEADING.fullmatch(line)]
    is_help = len(others) < len(lines) and all(map(_is_indented, others))
    return "\n".join(others) if is_help else text


def _is_colon_table(text: str) -> bool:
    """Whether all lines have the same number of cells, separated by colons without spaces, and more than two."""
    widths = {line.count(":") for line in lines_of(text) if line.strip()}
    return ": " not in text and len(widths) == 1 and max(widths) > 1


def _listed(text: str) -> list[tuple[str, ...]]:
    """The lines of a text as rows with one cell, without the marks of a list."""
    matches: Iterable[tuple[str, re.Match[str] | None]] = (
        (line.strip(), _LIST_ITEM.fullmatch(line)) for line in lines_of(text) if line.strip()
    )
    return [(match[1] if match and METRIC_NAME.fullmatch(match[1]) else line,) for line, match in matches]
