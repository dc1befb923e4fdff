"""Which of our JSON and YAML files a value is, by its keys, and what it says about the listing."""

import re
from collections.abc import Iterable, Iterator, Mapping

from tilekit.core.field import Json
from tilekit.parse.dashboard import widgets_of
from tilekit.parse.json_values import elements, members, objects, text, value_at
from tilekit.platform_lists import lines
from tilekit.recognition.content import FileContent
from tilekit.scaffold.manifest import read_manifest
from tilekit.scaffold.manifest_v1 import is_legacy
from tilekit.scaffold.oauth import read_oauth
from tilekit.sections.limits import PIPELINE_NOTE

Says = Mapping[str, Json]
_LOG_SOURCE = re.compile(r"[a-z0-9][a-z0-9_.-]*")


def is_manifest(content: FileContent) -> bool:
    """Whether it is a manifest of any version."""
    value = members(content.value)
    return "manifest_version" in value or is_legacy(value) or {"app_id", "tile"} <= value.keys()


def is_dashboard(content: FileContent) -> bool:
    """Whether it has widgets or graphs, in the current or an earlier format."""
    value = members(content.value)
    has_title = any(key in value for key in ("title", "board_title", "layout_type", "template_variables"))
    return has_title and (isinstance(value.get("widgets"), list) or isinstance(value.get("graphs"), list))


def is_monitor(content: FileContent) -> bool:
    """Whether it has a query and a type, in a template or directly."""
    value = members(content.value)
    definition = members(value.get("definition")) or value
    return all(isinstance(definition.get(key), str) for key in ("query", "type")) and not is_saved_view(content)


def is_detection_rule(content: FileContent) -> bool:
    """Whether it has queries and cases."""
    value = members(content.value)
    return isinstance(value.get("cases"), list) and isinstance(value.get("queries"), list)


def is_saved_view(content: FileContent) -> bool:
    """Whether it has the type of a saved view and one of its keys, or all of its keys and a type such as `rum`."""
    value = members(content.value)
    is_known_type = text(value.get("type")) in lines("saved_view_types.txt")
    has_key = any(key in value for key in ("page", "visible_facets", "timerange"))
    return (is_known_type and has_key) or all(isinstance(value.get(key), str) for key in ("type", "page", "query"))


def is_pipeline(content: FileContent) -> bool:
    """Whether it is an export of a log pipeline, or the pipeline alone as the API returns it."""
    value = members(content.value)
    return isinstance(value.get("pipeline"), dict) or _is_bare_pipeline(value)


def _is_bare_pipeline(value: Mapping[str, Json]) -> bool:
    return isinstance(value.get("processors"), list) and "filter" in value


def with_wrapped_pipeline(value: Json) -> Json:
    """The pipeline as in an export; one that the API returned is wrapped, with its source as the ID."""
    bare = members(value)
    if not _is_bare_pipeline(bare) or "pipeline" in bare:
        return value
    pipeline: dict[str, Json] = {name: bare[name] for name in ("name", "filter", "processors") if name in bare}
    enabled = bare.get("is_enabled", bare.get("enabled", True))
    identifier = pipeline_source(value)
    return {"id": identifier, "backend_only": False, "pipeline": {"type": "pipeline", "enabled": enabled, **pipeline}}


def pipeline_source(value: Json) -> str:
    """The source of a pipeline: its ID, or else the first one in its filter; "" if there is none."""
    from tilekit.pipeline.sources import sources_in  # slow import

    pipeline = members(members(value).get("pipeline")) or members(value)
    identifier = text(members(value).get("id")) if "pipeline" in members(value) else ""
    return identifier or next(iter(sources_in(text(value_at(pipeline, "/filter/query")))), "")


def pipeline_file_name(content: FileContent) -> str:
    """The name that the file of a pipeline must have."""
    return pipeline_source(content.value)


def tests_file_name(content: FileContent) -> str:
    """The name that the file of the tests must have; "" if they have no ID."""
    identifier = text(members(content.value).get("id"))
    return f"{identifier}_tests" if identifier else ""


def is_pipeline_tests(content: FileContent) -> bool:
    """Whether it is a list of samples."""
    tests = objects(members(content.value).get("tests"))
    return bool(tests) and all("sample" in test for _, test in tests)


def is_service_checks(content: FileContent) -> bool:
    """Whether it is a list of objects with a check and its statuses. Only its name tells what an empty list is for."""
    items = objects(content.value)
    if content.value == []:
        return content.stem == "service_checks"
    return bool(items) and all({"check", "statuses"} <= item.keys() for _, item in items)


def is_oauth_client(content: FileContent) -> bool:
    """Whether it describes the OAuth client of an integration."""
    client = members(value_at(content.value, "/integration"))
    return any(key in client for key in ("redirect_uris", "onboarding_url", "scopes"))


def is_agent_configuration(content: FileContent) -> bool:
    """Whether it configures instances of an Agent check."""
    value = members(content.value)
    return isinstance(value.get("instances"), list) or "init_config" in value


def is_specification(content: FileContent) -> bool:
    """Whether it names an integration and describes its configuration files."""
    value = members(content.value)
    return isinstance(value.get("files"), list) and isinstance(value.get("name"), str)


def is_dataflows(content: FileContent) -> bool:
    """Whether it lists flows with their data types."""
    flows = objects(members(content.value).get("provides"))
    return bool(flows) and all("data_type" in flow for _, flow in flows)


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
