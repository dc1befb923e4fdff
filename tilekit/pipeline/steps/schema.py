"""The schema processor: maps a log to a class of OCSF and records the class."""

from __future__ import annotations

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import members
from tilekit.pipeline.attribute_paths import Path, split_path
from tilekit.pipeline.log import Log
from tilekit.pipeline.matching import matcher
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.steps.base import Compiler, ProcessorSettings, Step, first_of
from tilekit.pipeline.steps.remappers import attribute_remapper

_CATEGORIES = {
    1: "System Activity", 2: "Findings", 3: "Identity & Access Management", 4: "Network Activity", 5: "Discovery",
    6: "Application Activity", 7: "Remediation", 8: "Unmanned Systems",
}  # fmt: skip
_CLASS, _SCHEMA_VERSION = "ocsf.class_uid", "ocsf.metadata.version"


def schema_processor(settings: ProcessorSettings, compiler: Compiler) -> Step:
    """The step that runs the mappers in order, then sets class, category and version. Raises PipelineRefused."""
    schema = settings.inner("schema")
    if schema.text("schemaType") != "ocsf":
        raise PipelineRefused(N_("the schema {name} is not supported"), name=schema.text("schemaType"))
    steps = [_mapper(one, compiler) for one in settings.items("mappers")]
    named = _schema_attributes(schema)

    def run(log: Log) -> None:
        for step in steps:
            step(log)
        for path, value in named:
            log.put(path, value)

    return run


def _schema_attributes(schema: ProcessorSettings) -> list[tuple[Path, Json]]:
    uid = schema.value.get("classUid")
    if not isinstance(uid, int) or isinstance(uid, bool):
        raise PipelineRefused(N_("it has no {key}"), key="classUid")
    category = uid // 1000
    values: dict[str, Json] = {
        "class_name": schema.text("className"),
        "class_uid": uid,
        "category_uid": category,
        "category_name": _CATEGORIES.get(category, "Uncategorized"),
        "metadata.version": schema.text("version"),
    }
    profiles = schema.value.get("profiles")
    if isinstance(profiles, list) and profiles:
        values["metadata.profiles"] = profiles
    return [(split_path(f"ocsf.{key}"), value) for key, value in values.items()]


def _mapper(settings: ProcessorSettings, compiler: Compiler) -> Step:
    kind = settings.text("type")
    if kind == "schema-remapper":
        return attribute_remapper(settings, compiler)
    if kind == "schema-category-mapper":
        return _category_mapper(settings)
    raise PipelineRefused(N_("the mapper {name} does not exist"), name=kind)


def _category_mapper(settings: ProcessorSettings) -> Step:
    """The step that sets name and ID of the first category that matches; existing values are not changed.

    If the category is the fallback (its "Other"), the text comes from the fallback's sources.
    """
    targets = settings.inner("targets")
    name, id_path = targets.path("name"), targets.path("id")
    categories = [
        (matcher(one.inner("filter").text("query")), one.text("name"), one.value.get("id"))
        for one in settings.items("categories")
    ]
    fallback = _Fallback(settings)

    def run(log: Log) -> None:
        category = next(((text, number) for fits, text, number in categories if fits(log)), None)
        if category is None or fallback.is_fallback(id_path, category[1]):
            fallback.apply(log, (name, id_path), category)
            return
        for path, value in ((name, category[0]), (id_path, category[1])):
            log.put(path, value)

    return run


class _Fallback:
    """The fallback if no category matches: for each target, the first of its sources that exists, otherwise a value."""

    def __init__(self, settings: ProcessorSettings) -> None:
        fallback = members(settings.value.get("fallback"))
        self._values = {split_path(path): value for path, value in members(fallback.get("values")).items()}
        self._sources = {
            split_path(path): tuple(split_path(one) for one in paths if isinstance(one, str))
            for path, paths in members(fallback.get("sources")).items()
            if isinstance(paths, list)
        }

    def is_fallback(self, id_path: Path, number: Json) -> bool:
        """Whether the category is the fallback (its "Other")."""
        return id_path in self._values and str(self._values[id_path]) == str(number)

    def apply(self, log: Log, targets: tuple[Path, Path], category: tuple[str, Json] | None) -> None:
        defaults = dict(zip(targets, category, strict=True)) if category else self._values
        for path in targets:
            source = first_of(log, self._sources.get(path, ()))
            value = source[1] if source else defaults.get(path)
            if value is not None and (category or not log.has(path)):
                log.put(path, value)
