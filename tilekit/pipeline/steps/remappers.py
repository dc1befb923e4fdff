"""Remappers of reserved values (date, status, service, message, trace) and of attributes."""

from __future__ import annotations

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.pipeline.attribute_paths import Missing, Path, split_path
from tilekit.pipeline.grok.dates import moment_in
from tilekit.pipeline.json_text import as_text
from tilekit.pipeline.log import UNDATED, Log
from tilekit.pipeline.steps.base import Compiler, ProcessorSettings, Step, first_of, formatted

_SYSLOG_LEVELS = ("emergency", "alert", "critical", "error", "warn", "notice", "info", "debug")
_BEGINNINGS = (
    ("emerg", "emergency"), ("f", "emergency"), ("a", "alert"), ("c", "critical"), ("err", "error"), ("w", "warn"),
    ("n", "notice"), ("i", "info"), ("d", "debug"), ("t", "debug"), ("v", "debug"), ("o", "ok"), ("s", "ok"),
)  # fmt: skip


def level_of(value: Json) -> str:
    """The official status of a value; "info" if it has none.

    The value is a syslog number (7, or 7.0 because calculations return floats) or a word, of which the first letters
    count.
    """
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    text = as_text(number).strip().lower()
    if text.isdecimal() and len(text) == 1 and int(text) < len(_SYSLOG_LEVELS):
        return _SYSLOG_LEVELS[int(text)]
    return next((level for beginning, level in _BEGINNINGS if text.startswith(beginning)), "info")


def date_remapper(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the date from the first source with a date.

    Of several remappers, the last one that finds a date is used.
    """
    sources = settings.sources()

    def run(log: Log) -> None:
        moments = (moment_in(value) for path in sources if not isinstance(value := log.get(path), Missing))
        moment = next((moment for moment in moments if moment is not None), None)
        log.official["timestamp"] = log.official.get("timestamp", UNDATED) if moment is None else moment

    return run


def status_remapper(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the status from the first source that exists."""
    sources = settings.sources()

    def run(log: Log) -> None:
        source = first_of(log, sources)
        if source and "status" not in log.official and not isinstance(source[1], dict | list):
            log.official["status"] = level_of(source[1])

    return run


def service_remapper(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the service from the first source that exists. It replaces the service that was sent."""
    sources = settings.sources()

    def run(log: Log) -> None:
        source = first_of(log, sources)
        if source and isinstance(source[1], str) and source[1] and "service" not in log.mapped:
            log.official["service"] = source[1]
            log.mapped.add("service")

    return run


def message_remapper(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the message from the first source that exists.

    Of several remappers, the first one that finds a message is used.
    """
    sources = settings.sources(default="msg")

    def run(log: Log) -> None:
        source = first_of(log, sources)
        if source is None or "message" in log.mapped or isinstance(source[1], dict | list):
            return
        log.mapped.add("message")
        log.message = as_text(source[1])
        log.remove(source[0])

    return run


def trace_id_remapper(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the trace ID from the first source that exists."""
    return _identifier(settings, "trace_id", default="dd.trace_id")


def span_id_remapper(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the span ID from the first source that exists."""
    return _identifier(settings, "span_id", default="dd.span_id")


def _identifier(settings: ProcessorSettings, name: str, *, default: str) -> Step:
    sources = settings.sources(default=default)

    def run(log: Log) -> None:
        source = first_of(log, sources)
        if source and name not in log.official and not isinstance(source[1], dict | list):
            log.official[name] = as_text(source[1])
            log.remove(source[0])

    return run


def attribute_remapper(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that moves (or copies, with preserveSource) the first source that exists to the target: attribute or
    tag. The source is also removed if the target exists and keeps its value (without overrideOnConflict).
    """
    move = _Move(
        target=settings.path("target"),
        tag=settings.text("target") if settings.text("targetType", "attribute") == "tag" else "",
        target_format=settings.text("targetFormat", "auto"),
        keeps=settings.flag("preserveSource"),
        overrides=settings.flag("overrideOnConflict"),
    )
    names = settings.texts("sources")
    if settings.text("sourceType", "attribute") == "tag":
        return lambda log: move.from_tags(log, names)
    paths = tuple(map(split_path, names))
    return lambda log: move.from_attributes(log, paths)


class _Move(Struct, frozen=True, kw_only=True):
    """Moves a value to its target. tag is the name of the target if it is a tag, otherwise ""."""

    target: Path
    tag: str
    target_format: str
    keeps: bool
    overrides: bool

    def from_attributes(self, log: Log, paths: tuple[Path, ...]) -> None:
        source = first_of(log, paths)
        if source is None:
            return
        path, value = source
        is_free = self._is_free(log, path)
        value_to_put = formatted(value, self.target_format)
        value_to_put = log.copy(value_to_put) if self.keeps else value_to_put
        if not self.keeps and (is_free or self.target[: len(path)] != path):
            log.remove(path)  # before setting the target, which may be inside the source
        if is_free and not self._write(log, value_to_put):
            log.put(path, value)

    def from_tags(self, log: Log, names: tuple[str, ...]) -> None:
        for name in names:
            matching = [tag for tag in log.tags if tag.startswith(f"{name}:")]
            if matching:
                if not self.keeps:
                    log.tags = [tag for tag in log.tags if tag not in matching]
                if self._is_free(log, ()):
                    self._write(log, formatted(matching[0].partition(":")[2], self.target_format))
                return

    def _is_free(self, log: Log, source: Path) -> bool:
        return bool(self.tag) or self.overrides or source == self.target or not log.has(self.target)

    def _write(self, log: Log, value: Json) -> bool:
        """Set the target; False if it cannot have the value, for example an object as a tag."""
        if not self.tag:
            return log.put(self.target, value)
        values = value if isinstance(value, list) else [value]
        tags = [f"{self.tag}:{as_text(one)}" for one in values if not isinstance(one, dict)]
        log.tags = list(dict.fromkeys([*log.tags, *tags]))
        return bool(tags)
