"""The common parts of processors: reading their settings, and the type `Step` of a compiled processor."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import elements
from tilekit.pipeline.attribute_paths import MISSING, Missing, Path, split_path
from tilekit.pipeline.grok.rule_expansion import PatternBudget
from tilekit.pipeline.json_text import as_text
from tilekit.pipeline.log import Log
from tilekit.pipeline.notes import CompileNote, CompileNoteKind, PipelineRefused, RuleRef
from tilekit.pipeline.number_text import number_of, truncated_number_of

Step = Callable[[Log], None]


class Compiler(Struct):
    """Collects notes while a pipeline is compiled; budget limits its patterns.

    If traces is True, a log with a trace records what each processor does.
    """

    notes: list[CompileNote] = field(default_factory=list)
    rules: list[RuleRef] = field(default_factory=list)
    budget: PatternBudget = field(default_factory=PatternBudget)
    processors: int = 0
    traces: bool = False

    def note(
        self, kind: CompileNoteKind, pointer: str, *, value: str, reason: Message, is_unsafe: bool = False,
        target: str = "",
    ) -> None:  # fmt: skip
        """Add a note about a place in the file."""
        self.notes.append(
            CompileNote(kind=kind, pointer=pointer, value=value, reason=reason, is_unsafe=is_unsafe, target=target)
        )


class ProcessorSettings(Struct, frozen=True, kw_only=True):
    """The settings of one processor; pointer leads to its object in the file."""

    value: Mapping[str, Json]
    pointer: str

    def text(self, key: str, default: str | None = None) -> str:
        """A text setting.

        A number is converted to text. Raises PipelineRefused if the value has another type, or if there is neither a
        value nor a default.
        """
        value = self.value.get(key)
        value = default if value is None else value
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise PipelineRefused(N_("it has no {key}"), key=key)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """A boolean setting; the default for anything else."""
        value = self.value.get(key)
        return value if isinstance(value, bool) else default

    def path(self, key: str, default: str | None = None) -> Path:
        """The attribute that a setting names; the default if the setting is missing. Raises PipelineRefused."""
        text = self.text(key, default)
        if not text:
            raise PipelineRefused(N_("it has no {key}"), key=key)
        return split_path(text)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts. Raises PipelineRefused if it is not one, or empty."""
        texts = [one for one in elements(self.value.get(key)) if isinstance(one, str) and one]
        if not texts:
            raise PipelineRefused(N_("it has no {key}"), key=key)
        return tuple(texts)

    def sources(self, key: str = "sources", *, default: str = "") -> tuple[Path, ...]:
        """The attributes that a setting lists; the default if the setting is missing. Raises PipelineRefused."""
        if default and key not in self.value:
            return (split_path(default),)
        return tuple(split_path(text) for text in self.texts(key))

    def inner(self, key: str) -> ProcessorSettings:
        """The object in a setting. Raises PipelineRefused if there is none."""
        value = self.value.get(key)
        if not isinstance(value, dict):
            raise PipelineRefused(N_("it has no {key}"), key=key)
        return ProcessorSettings(value=value, pointer=f"{self.pointer}/{key}")

    def items(self, key: str) -> list[ProcessorSettings]:
        """The objects in a list. Raises PipelineRefused if it is not one."""
        value = self.value.get(key)
        if not isinstance(value, list):
            raise PipelineRefused(N_("it has no {key}"), key=key)
        return [
            ProcessorSettings(value=one, pointer=f"{self.pointer}/{key}/{at}")
            for at, one in enumerate(value)
            if isinstance(one, dict)
        ]


def first_of(log: Log, sources: tuple[Path, ...]) -> tuple[Path, Json] | None:
    """The first source with a value, and that value; None if no source has one.

    The message exists only after it has been set as an attribute.
    """
    for path in sources:
        value = log.get(path) if log.has(path) else MISSING
        if not isinstance(value, Missing):
            return path, value
    return None


def formatted(value: Json, target_format: str) -> Json:
    """The value as string, integer or double; unchanged if it can't be converted or the format is another one."""
    if target_format == "string":
        return value if isinstance(value, dict) else as_text(value)
    if target_format not in ("integer", "double") or isinstance(value, dict | list | bool):
        return value
    number = (truncated_number_of if target_format == "integer" else number_of)(as_text(value))
    return value if isinstance(number, Missing) else number
