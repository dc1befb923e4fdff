"""Processors that create an attribute: category, arithmetic, string builder, lookup."""

from __future__ import annotations

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.pipeline.attribute_paths import TEMPLATE_ATTRIBUTE, Missing, Path, split_path, values_of_items
from tilekit.pipeline.json_text import as_text
from tilekit.pipeline.limits import MAX_TEXT
from tilekit.pipeline.log import Log
from tilekit.pipeline.matching import matcher
from tilekit.pipeline.notes import CompileNoteKind, PipelineRefused
from tilekit.pipeline.steps.arithmetic import calculation, lacks_blanks
from tilekit.pipeline.steps.base import Compiler, ProcessorSettings, Step


def category_processor(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the name of the first category whose query matches."""
    target = settings.path("target")
    categories = [
        (matcher(one.inner("filter").text("query")), one.text("name")) for one in settings.items("categories")
    ]

    def run(log: Log) -> None:
        name = next((name for fits, name in categories if fits(log)), None)
        if name is not None:
            log.put(target, name)

    return run


def arithmetic_processor(settings: ProcessorSettings, compiler: Compiler) -> Step:
    """The step that sets the value of an expression.

    If an attribute is missing or not a number, nothing is set, or replaceMissing uses 0 instead.
    """
    target, expression = settings.path("target"), settings.text("expression")
    calculate = calculation(expression, replaces=_replaces(settings))
    if lacks_blanks(expression):
        reason = Message(N_("put spaces around operators, because names of attributes may contain hyphens"))
        compiler.note(CompileNoteKind.HINT, settings.pointer, value=expression, reason=reason)

    def run(log: Log) -> None:
        value = calculate(log)
        if value is not None:
            log.put(target, value)

    return run


def string_builder(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the filled-in template.

    If an attribute is missing, nothing is set, or replaceMissing uses an empty text instead.
    """
    target, replaces = settings.path("target"), _replaces(settings)
    parts = _template(settings.text("template"))

    def run(log: Log) -> None:
        texts: list[str] = []
        for part in parts:
            text = part if isinstance(part, str) else _text_of_attribute(log, part)
            if text is None and not replaces:
                return
            texts.append(text or "")
        length = sum(map(len, texts))
        log.work.spend(length)
        if length <= MAX_TEXT:
            log.put(target, "".join(texts))

    return run


def _replaces(settings: ProcessorSettings) -> bool:
    return settings.flag("replaceMissing") or settings.flag("isReplaceMissing")


def _template(text: str) -> list[str | Path]:
    """The texts and attributes of the template, in order."""
    if not text:
        raise PipelineRefused(N_("it has no {key}"), key="template")
    pieces = TEMPLATE_ATTRIBUTE.split(text)
    if any("%{" in piece for piece in pieces[::2]):
        raise PipelineRefused(N_("a placeholder in the template is not closed"))
    return [piece if not at % 2 else split_path(piece.strip()) for at, piece in enumerate(pieces)]


def _text_of_attribute(log: Log, path: Path) -> str | None:
    value = log.get(path)
    if isinstance(value, Missing):
        value = values_of_items(log.attributes, path) or None
    has_object = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))
    return None if value is None or has_object else as_text(value)


def lookup_processor(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that looks up the source in a table of `key,value` lines and sets its value, or the default."""
    source, target = settings.path("source"), settings.path("target")
    default = settings.text("defaultLookup", "")
    table = _parse_table(settings.value.get("lookupTable"))

    def run(log: Log) -> None:
        value = log.get(source)
        if isinstance(value, Missing) or value is None:
            return
        value_or_default = table.get(as_text(value).strip(), default)
        if value_or_default:
            log.put(target, value_or_default)

    return run


def _parse_table(table: Json) -> dict[str, str]:
    lines = table.split("\n") if isinstance(table, str) else table
    if not isinstance(lines, list):
        raise PipelineRefused(N_("it has no {key}"), key="lookupTable")
    pairs = [line.partition(",") for line in lines if isinstance(line, str) and line.strip()]
    return {key.strip(): value.strip() for key, _, value in reversed(pairs)}
