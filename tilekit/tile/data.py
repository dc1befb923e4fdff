"""The Data Collected tab: read from metadata.csv and the service checks file, as far as they can be read."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.core.messages import N_, Message
from tilekit.parse.json import parse_json
from tilekit.parse.json_values import elements, objects, text
from tilekit.parse.metrics_table import MetricsTable, read_table
from tilekit.parse.positions import Unparsable
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview
from tilekit.tile.places import values_of
from tilekit.tile.tabs import DataTab, Metric, ServiceCheck


def data_tab(bundle: Bundle) -> DataTab:
    """The data that the listing sends and reads."""
    data = bundle.section(Data)
    name = bundle.section(Overview).title or bundle.basics.name
    sends_logs = bool(data.logs_source or data.log_pipeline_yaml or "logs" in bundle.kind.submitted)
    return DataTab(
        fields=values_of(bundle, "data"),
        submitted=tuple(data.submitted_data_types),
        queried=tuple(data.queried_data_types),
        metrics=tuple(_metrics(bundle, data)),
        service_checks=tuple(_service_checks(bundle, data)),
        events=_events(data, name),
        logs=_logs(data, name) if sends_logs else Message(""),
    )


def _events(data: Data, name: str) -> Message:
    if data.creates_events or "Events" in data.submitted_data_types:
        return Message(N_("{name} sends events."), {"name": name})
    return Message(N_("{name} does not send any events."), {"name": name})


def _logs(data: Data, name: str) -> Message:
    if data.logs_source:
        return Message(N_("{name} sends logs with the source {source}."), {"name": name, "source": data.logs_source})
    return Message(N_("{name} sends logs."), {"name": name})


def _metrics(bundle: Bundle, data: Data) -> Iterator[Metric]:
    file = bundle.file_of(data.metadata_csv)
    try:
        table = bundle.parse(file, read_table)
    except (KeyError, Unparsable):
        return
    columns = ("metric_type", "unit_name", "per_unit_name", "description")
    cells = zip(table.names, *(_column(table, name) for name in columns), strict=True)
    for name, kind, unit, per, description in cells:
        if name:
            yield Metric(name=name, type=kind, unit=_unit(unit, per), description=description)


def _column(table: MetricsTable, name: str) -> list[str]:
    return list(table.column(name)) or [""] * len(table.rows)


def _unit(unit: str, per: str) -> str:
    return f"{unit} per {per}".strip() if per else unit


def _service_checks(bundle: Bundle, data: Data) -> Iterator[ServiceCheck]:
    file = bundle.file_of(data.service_checks_json)
    try:
        value = bundle.parse(file, parse_json).value
    except (KeyError, Unparsable):
        return
    for _, item in objects(value):
        yield ServiceCheck(
            name=text(item.get("name")) or text(item.get("check")),
            check=text(item.get("check")),
            description=text(item.get("description")),
            statuses=tuple(map(text, elements(item.get("statuses")))),
        )
