"""What our JSON and YAML files say about the listing."""

import re
from collections.abc import Iterable, Iterator, Mapping

from tilekit.core.field import Json
from tilekit.parse.dashboard import widgets_of
from tilekit.parse.json_values import elements, members, objects, text, value_at
from tilekit.recognition.content import FileContent
from tilekit.recognition.structures import with_wrapped_pipeline
from tilekit.scaffold.manifest import read_manifest
from tilekit.scaffold.oauth import read_oauth
from tilekit.sections.limits import PIPELINE_NOTE

Says = Mapping[str, Json]
_LOG_SOURCE = re.compile(r"[a-z0-9][a-z0-9_.-]*")


def manifest_says(content: FileContent) -> Says:
    """The values of a manifest for questions; its other values are read with its folder."""
    parts = read_manifest(content.data)
    basics, overview = parts.get("basics", {}), parts.get("overview", {})
    says = {f"basics.{name}": basics.get(name) for name in ("route", "offering_type")}
    return _filled({**says, "overview.title": overview.get("title")})


def dashboard_says(content: FileContent) -> Says:
    """The prefix of the metrics in its queries."""
    prefix = common_prefix(metric for metric in _metrics_of_dashboard(content.value))
    return _filled({"data.metric_prefix": prefix, **_submitted("Metrics" if prefix else "")})


def _metrics_of_dashboard(value: Json) -> tuple[str, ...]:
    from tilekit.queries.used_names import used_names  # slow import
    from tilekit.queries.widgets import queries_of  # slow import

    return used_names(query for widget in widgets_of(value) for query in queries_of(widget.definition, "")).metrics


def pipeline_says(content: FileContent) -> Says:
    """Logs are sent, with the source in the filter of the pipeline if it names one only, and what its steps do."""
    from tilekit.pipeline.sources import sources_in  # slow import

    pipeline = value_at(with_wrapped_pipeline(content.value), "/pipeline")
    query = text(value_at(pipeline, "/filter/query"))
    sources = sources_in(query)
    source = sources[0] if len(sources) == 1 and _LOG_SOURCE.fullmatch(sources[0]) else ""
    note = "\n".join(_described_processors(pipeline))[: PIPELINE_NOTE[1]]
    return {**_submitted("Logs"), **_filled({"data.logs_source": source, "data.log_pipeline_note": note})}


def log_file_says(_content: FileContent) -> Says:
    """Logs are sent."""
    return _submitted("Logs")


def _described_processors(pipeline: Json, indent: str = "") -> Iterator[str]:
    """A line with the name and the type of each processor, as reviewers read it."""
    for _, processor in objects(members(pipeline).get("processors")):
        name, kind = text(processor.get("name")), text(processor.get("type"))
        yield f"{indent}- {name} ({kind})" if name else f"{indent}- {kind}"
        yield from _described_processors(processor, f"  {indent}")


def service_checks_say(content: FileContent) -> Says:
    """The prefix of the checks, and that service checks are sent if there is one."""
    if not content.value:
        return {}
    prefix = common_prefix(text(item.get("check")) for _, item in objects(content.value))
    return _filled({"data.metric_prefix": prefix, "data.other_submitted_data": ["Service checks"]})


def oauth_says(content: FileContent) -> Says:
    """The method, and the values of the client."""
    values = read_oauth(content.data).get("configuration", {})
    return {"configuration.code_type": "api_oauth", **{f"configuration.{name}": item for name, item in values.items()}}


def agent_configuration_says(content: FileContent) -> Says:
    """An Agent check, and its type if an instance has an endpoint for OpenMetrics or the Agent connects with JMX."""
    value = members(content.value)
    instances = [members(item) for item in elements(value.get("instances"))]
    is_jmx = members(value.get("init_config")).get("is_jmx") is True
    has_endpoint = any("openmetrics_endpoint" in item for item in instances)
    kind = "openmetrics" if has_endpoint else "jmx" if is_jmx else ""
    logs = _submitted("Logs" if objects(value.get("logs")) else "")
    return _filled({"configuration.code_type": "agent", "configuration.agent_check_kind": kind, **logs})


def common_prefix(names: Iterable[str]) -> str:
    """The parts that all names have in common, with a dot at the end; "" if there are none."""
    parts = [name.split(".")[:-1] for name in names if "." in name]
    if not parts:
        return ""
    shortest, longest = min(parts), max(parts)
    same = next((at for at, (one, other) in enumerate(zip(shortest, longest, strict=False)) if one != other), None)
    shared = shortest[: len(shortest) if same is None else same]
    return ".".join(shared) + "." if shared else ""


def _submitted(data_type: str) -> Says:
    return {"data.submitted_data_types": [data_type]} if data_type else {}


def _filled(says: Says) -> Says:
    return {path: value for path, value in says.items() if value}
