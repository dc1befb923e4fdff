"""The widgets, metrics and samples in files of a listing's folder, with the lines that comments on them are about."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _
from msgspec import Struct

from listings.content.references import Documents, FieldPath
from listings.display.place_names import place_name, translate_message
from tilekit.drawings.widget_shapes import widget_name
from tilekit.parse.csv import parse_csv
from tilekit.parse.dashboard import Widget, widgets_of
from tilekit.parse.json import JsonFile, parse_json
from tilekit.parse.json_values import members
from tilekit.parse.positions import readable
from tilekit.parse.yaml import parse_yaml
from tilekit.suggest.metric_columns import NAME_COLUMN

_METRICS, _TESTS, _DASHBOARDS = "data.metadata_csv", "data.log_tests_yaml", "content.dashboards"
_MAX_PART_NAME = 120


class FilePart(Struct, frozen=True, kw_only=True):
    """A widget, metric or sample: its first line, the line that a comment is about, and its name.

    pointer is the JSON pointer of a widget, "" for other parts.
    """

    first: int
    line: int
    name: str
    pointer: str = ""


def has_parts(path: str) -> bool:
    """Whether the file of the field at the path has parts with names."""
    return path in (_METRICS, _TESTS) or _is_dashboard(path)


def comment_label(path: str) -> str:
    """The label of a list of links that comment on the parts of a file."""
    if path == _METRICS:
        return _("Comment on a metric")
    return _("Comment on a sample") if path == _TESTS else _("Comment on a widget")


def parts_of(path: str, data: bytes) -> Sequence[FilePart]:
    """The parts of the file of the field at the path, in the order of their lines; () if it can't be read."""
    if path == _METRICS:
        return list(_metrics(data))
    if path == _TESTS:
        return list(_samples(data))
    return sorted(_widgets(data), key=lambda part: part.first) if _is_dashboard(path) else ()


def part_place(path: str, line: int | None, *, parts: Sequence[FilePart], documents: Documents) -> str:
    """The display name of the widget, metric or sample at a line: `Content › Dashboards › Acme › Requests`.

    It is "" if there is none. path is that of the field with the file.
    """
    index = bisect_right([part.first for part in parts], line or 0) - 1
    if index < 0:
        return ""
    place = FieldPath.parse(path)
    row = f"{place.section}.{place.field}[{place.row}]" if place and place.row is not None else path
    return " › ".join((place_name(row, documents=documents), parts[index].name))


def _is_dashboard(path: str) -> bool:
    return path.startswith(f"{_DASHBOARDS}[")


def _widgets(data: bytes) -> Iterator[FilePart]:
    file = readable(parse_json, data)
    for widget in widgets_of(file.value) if file else ():
        place = file.position(widget.pointer) if file else None
        if file and place:
            line = _line_of_widget(file, widget) or place.line
            yield FilePart(first=place.line, line=line, name=_name_of(widget), pointer=widget.pointer)


def _line_of_widget(file: JsonFile, widget: Widget) -> int | None:
    """The line with the widget's ID, which stays when it is renamed; without an ID, that with its title."""
    pointers = [f"{widget.pointer}/id"] if "id" in widget.raw else []
    pointers += [f"{widget.pointer}/definition/title"] if "title" in members(widget.raw.get("definition")) else []
    place = file.position(pointers[0]) if pointers else None
    return place.line if place else None


def _name_of(widget: Widget) -> str:
    title = " ".join(widget.title.split())[:_MAX_PART_NAME]
    return title or translate_message(widget_name("group" if widget.is_group and not widget.type else widget.type))


def _metrics(data: bytes) -> Iterator[FilePart]:
    table = readable(parse_csv, data)
    for record in table.records if table else ():
        if table and (name := table.cell(record, NAME_COLUMN)):
            yield FilePart(first=record.line, line=record.line, name=name[:_MAX_PART_NAME])


def _samples(data: bytes) -> Iterator[FilePart]:
    file = readable(parse_yaml, data)
    tests = members(file.value).get("tests") if file else None
    if file is None or not isinstance(tests, list):
        return
    lines = file.source.text.splitlines()
    counts = Counter(lines)
    places = [file.position(f"/tests/{index}") for index in range(len(tests))]
    firsts = [place.line for place in places if place]
    for number, (first, end) in enumerate(pairwise([*firsts, len(lines) + 1]), start=1):
        # A line that is unique in the file follows the sample when it moves.
        unique = (line for line in range(first, end) if counts[lines[line - 1]] == 1)
        yield FilePart(first=first, line=next(unique, first), name=_("Sample {number}").format(number=number))
