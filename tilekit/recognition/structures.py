"""Which of our JSON and YAML files a value is, by its keys."""

import re
from collections.abc import Mapping

from tilekit.core.field import Json
from tilekit.parse.json_values import members, objects, text, value_at
from tilekit.platform_lists import lines
from tilekit.recognition.content import FileContent
from tilekit.scaffold.manifest_v1 import is_legacy

# Keys of a pipeline as the API returns it that an export names differently, apart from their case.
_EXPORTED_KEYS = {"is_enabled": "enabled", "is_replace_missing": "replaceMissing"}
_NEXT_WORD = re.compile(r"_([a-z])")


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
    exported = members(_with_exported_keys({"type": "pipeline", "enabled": enabled, **pipeline}))
    return {"id": pipeline_source(value), "backend_only": False, "pipeline": exported}


def _with_exported_keys(value: Json) -> Json:
    """The value with the keys of an export: `matchRules` instead of `match_rules`."""
    if isinstance(value, list):
        return [_with_exported_keys(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        _EXPORTED_KEYS.get(key) or _NEXT_WORD.sub(lambda word: word[1].upper(), key): _with_exported_keys(item)
        for key, item in value.items()
    }


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
