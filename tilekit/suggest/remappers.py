"""Processors that give attributes of logs their usual names."""

from collections.abc import Iterable, Iterator, Sequence

from tilekit.checks.logs.processor_names import name_for
from tilekit.checks.logs.remapper_sources import readable_by
from tilekit.checks.logs.standard_attributes import standard_attribute_for
from tilekit.core.fields import Json
from tilekit.parse.json_values import members, value_at
from tilekit.pipeline.report import SampleResult
from tilekit.platform_lists import rows
from tilekit.suggest.epochs import epoch_conversions
from tilekit.suggest.statuses import StatusCategory, status_categories, syslog_severities

OFFICIAL_REMAPPERS = ("date-remapper", "status-remapper", "service-remapper", "message-remapper")


def processor(settings: dict[str, Json]) -> dict[str, Json]:
    """The settings of a processor, with its usual name."""
    return {"type": settings["type"], "name": name_for(settings), "enabled": True, **settings}


def remappers_for(results: Sequence[SampleResult]) -> Iterator[dict[str, Json]]:
    """The remappers for the attributes in the results, and the parsers of URLs and browsers."""
    sources = {kind: readable_by(kind, results) for kind in OFFICIAL_REMAPPERS}
    taken = {path for paths in sources.values() for path in paths}
    paths = [path for path in _paths(results) if path not in taken]
    targets = {path: standard for path in paths if (standard := standard_attribute_for(path)) and standard != path}
    for standard in dict.fromkeys(targets.values()):
        yield _attribute_remapper([path for path, target in targets.items() if target == standard], standard)
    mapped = {*paths, *targets.values()}
    for conversion in (epochs := epoch_conversions(results, sources["date-remapper"])):
        yield processor(conversion.settings)
    sources["date-remapper"] += [conversion.target for conversion in epochs]
    categories = status_categories(results, sources["status-remapper"], targets)
    yield from map(_category_processor, categories)
    # Without any status, the product can begin to send a level.
    first, last = ([one.target for one in categories if one.is_level is is_level] for is_level in (True, False))
    words, numbers = sources["status-remapper"], syslog_severities(results)
    sources["status-remapper"] = [*first, *words, *numbers, *last] or ["level"]
    for kind, names in sources.items():
        if names:
            yield processor({"type": kind, "sources": [*names]})
    if "http.url" in mapped:
        url: dict[str, Json] = {"type": "url-parser", "sources": ["http.url"], "target": "http.url_details"}
        yield processor({**url, "normalizeEndingSlashes": False})
    if "http.useragent" in mapped:
        agent: dict[str, Json] = {"type": "user-agent-parser", "sources": ["http.useragent"]}
        yield processor({**agent, "target": "http.useragent_details", "encoded": False})


def _category_processor(category: StatusCategory) -> dict[str, Json]:
    categories: list[Json] = [
        {"filter": {"query": f"@{category.path}:{value}"}, "name": status} for status, value in category.statuses
    ]
    return processor({"type": "category-processor", "target": category.target, "categories": categories})


def _attribute_remapper(sources: list[str], target: str) -> dict[str, Json]:
    kind = next(row["type"] for row in rows("standard_attributes.csv") if row["path"] == target)
    numeric: dict[str, Json] = {"targetFormat": kind} if kind in ("integer", "double") else {}
    settings: dict[str, Json] = {"type": "attribute-remapper", "sources": [*sources], "sourceType": "attribute"}
    return processor({
        **settings, "target": target, "targetType": "attribute", **numeric, "preserveSource": False,
        "overrideOnConflict": False,
    })  # fmt: skip


def _paths(results: Iterable[SampleResult]) -> list[str]:
    """The paths of all attributes in the results, each once."""
    paths = dict[str, None]()
    for result in results:
        waiting = [("", members(value_at(result.result, "/custom")))]
        while waiting:
            above, value = waiting.pop()
            for key, item in value.items():
                if isinstance(item, dict):
                    waiting.append((f"{above}{key}.", item))
                else:
                    paths[f"{above}{key}"] = None
    return list(paths)
