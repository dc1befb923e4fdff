"""The main values of dashboards, monitors, detection rules and saved views as text."""

from collections.abc import Callable, Iterator, Mapping

import msgspec
from django.utils.translation import gettext as _
from msgspec import Struct

from common.lists import joined_facts
from tilekit.core.field import Json
from tilekit.core.section import Document
from tilekit.parse.dashboard import widgets_of
from tilekit.parse.json_values import elements, members, objects, text
from tilekit.sections.content import Dashboard, DetectionRule, Monitor, SavedView


class OutlineLine(Struct, frozen=True, kw_only=True):
    """A value of an asset. is_code is set for queries and conditions."""

    label: str
    text: str
    is_code: bool = False


Outline = Iterator[OutlineLine]


def has_outline(row: Document) -> bool:
    """Whether the row is of a kind whose file has an outline."""
    return isinstance(row, tuple(_BUILDERS))


def outline_of(row: Document, content: str) -> list[OutlineLine]:
    """The main values in the file of a row; [] for rows of other kinds and for files that are not JSON objects."""
    build = next((build for kind, build in _BUILDERS.items() if isinstance(row, kind)), None)
    try:
        value = msgspec.json.decode(content) if build else None
    except (msgspec.DecodeError, RecursionError):
        return []
    lines = build(value) if build and isinstance(value, dict) else ()
    return [line for line in lines if line.text]


def _of_dashboard(value: dict[str, Json]) -> Outline:
    for widget in widgets_of(value):
        kind = widget.type.replace("_", " ")
        yield OutlineLine(label=kind or _("Widget"), text=widget.title or _("no title"))


def _of_monitor(value: dict[str, Json]) -> Outline:
    monitor = members(value.get("definition")) or value
    yield OutlineLine(label=_("Type"), text=text(monitor.get("type")))
    yield OutlineLine(label=_("Query"), text=text(monitor.get("query")), is_code=True)
    thresholds = members(members(monitor.get("options")).get("thresholds"))
    shown = joined_facts(f"{name} {_number(value)}" for name, value in thresholds.items() if _number(value))
    yield OutlineLine(label=_("Thresholds"), text=shown)
    yield OutlineLine(label=_("Message"), text=text(monitor.get("message")))


def _of_detection(value: dict[str, Json]) -> Outline:
    for _at, query in objects(value.get("queries")):
        by = joined_facts(text(element) for element in elements(query.get("groupByFields")))
        yield OutlineLine(label=_("Query"), text=text(query.get("query")), is_code=True)
        yield OutlineLine(label=_("Aggregation"), text=joined_facts([text(query.get("aggregation")), by]), is_code=True)
    for _at, case in objects(value.get("cases")):
        label = joined_facts([text(case.get("name")), text(case.get("status"))])
        yield OutlineLine(
            label=_("Severity: {name}").format(name=label), text=text(case.get("condition")), is_code=True
        )
    options = members(value.get("options"))
    yield OutlineLine(label=_("Detection method"), text=text(options.get("detectionMethod")))
    yield OutlineLine(label=_("Evaluation window in seconds"), text=_number(options.get("evaluationWindow")))
    yield OutlineLine(label=_("Message"), text=text(value.get("message")))


def _of_view(value: dict[str, Json]) -> Outline:
    view = members(value.get("attributes")) or value
    query = view.get("query")
    yield OutlineLine(label=_("Query"), text=text(query) or text(members(query).get("query")), is_code=True)
    yield OutlineLine(label=_("Columns"), text=joined_facts(text(column) for column in elements(view.get("columns"))))


_BUILDERS: Mapping[type[Document], Callable[[dict[str, Json]], Outline]] = {
    Dashboard: _of_dashboard,
    Monitor: _of_monitor,
    DetectionRule: _of_detection,
    SavedView: _of_view,
}


def _number(value: Json) -> str:
    return str(value) if isinstance(value, int | float) else ""
