"""Processors for lists (append, length, select, key-value), and the processor that removes attributes."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.attribute_paths import MISSING, Missing, get, split_path
from tilekit.pipeline.json_text import as_text
from tilekit.pipeline.limits import NODE
from tilekit.pipeline.log import Log
from tilekit.pipeline.matching import predicate
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.query import Node, QueryGroup, Term, parse_log_search
from tilekit.pipeline.steps.base import Compiler, ProcessorSettings, Step

_EXCLUDED = "attributeToExclude"
_RESERVED_PATHS = (("host",), ("source",), ("service",), ("status",), ("message",), ("timestamp",))


def array_processor(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step for the operation of the processor. Raises PipelineRefused."""
    operation = settings.inner("operation")
    kind = operation.text("type")
    if kind not in OPERATIONS:
        raise PipelineRefused(N_("the operation {name} does not exist"), name=kind)
    return OPERATIONS[kind](operation)


def _append(settings: ProcessorSettings) -> Step:
    source, target = settings.path("source"), settings.path("target")
    keeps = settings.flag("preserveSource", default=True)

    def run(log: Log) -> None:
        value = log.get(source)
        items = log.get(target) if log.has(target) else []
        if isinstance(value, Missing) or not isinstance(items, list):
            return
        added = value if isinstance(value, list) else [value]
        log.work.spend(NODE * (len(items) + len(added)))
        result: list[Json] = [*items, *(log.copy(one) if keeps else one for one in added)]
        if log.put(target, result) and not keeps:
            log.remove(source)

    return run


def _length(settings: ProcessorSettings) -> Step:
    source, target = settings.path("source"), settings.path("target")

    def run(log: Log) -> None:
        value = log.get(source)
        if isinstance(value, list):
            log.put(target, len(value))

    return run


def _select(settings: ProcessorSettings) -> Step:
    """The step that takes the value of a key from the first object of the list that matches a filter."""
    source, target = settings.path("source"), settings.path("target")
    fits = predicate(_of_items(parse_log_search(settings.text("filter"))))
    path = split_path(settings.text("valueToExtract"))

    def run(log: Log) -> None:
        items = log.get(source)
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and fits(Log(text="", attributes=item, source="", tags=[], work=log.work)):
                value = get(item, path)
                if not isinstance(value, Missing):
                    log.put(target, log.copy(value))
                return

    return run


def _of_items(node: Node) -> Node:
    """The query for the items of a list: every name is the name of an attribute, with or without its @."""
    if isinstance(node, Term):
        is_plain = not node.key or node.key.startswith(("@", "*"))
        return node if is_plain else replace(node, key=f"@{node.key}")
    return QueryGroup(node.operator, tuple(map(_of_items, node.parts)))


def _key_value(settings: ProcessorSettings) -> Step:
    """The step that sets an attribute for each object in a list: one of its values is the name, another one the value.

    Without a target, the attributes are set at the root. Existing ones keep their value without overrideOnConflict.
    """
    source, target = settings.path("source"), settings.path("target") if settings.value.get("target") else ()
    key, value_path = settings.path("keyToExtract"), settings.path("valueToExtract")
    overrides = settings.flag("overrideOnConflict")

    def run(log: Log) -> None:
        items = log.get(source)
        for item in items if isinstance(items, list) else []:
            name, value = (get(item, path) if isinstance(item, dict) else MISSING for path in (key, value_path))
            if isinstance(name, Missing | dict | list) or name in ("", None) or isinstance(value, Missing):
                continue
            path = (*target, *split_path(as_text(name)))
            if overrides or not log.has(path):
                log.put(path, log.copy(value))

    return run


OPERATIONS: dict[str, Callable[[ProcessorSettings], Step]] = {
    "append": _append, "length": _length, "select": _select, "key-value": _key_value, "extract-key-value": _key_value,
}  # fmt: skip


def exclude_attribute_processor(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that removes attributes: a list of them, or one. Reserved attributes cannot be removed."""
    paths = (settings.path(_EXCLUDED),) if _EXCLUDED in settings.value else settings.sources("attributes")
    paths = tuple(path for path in paths if path not in _RESERVED_PATHS)

    def run(log: Log) -> None:
        for path in paths:
            log.remove(path)

    return run
