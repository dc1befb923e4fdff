"""What processors share: how their settings are read, and what a compiled one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.pipeline.faults import Kind, Note, Refused, RuleRef
from tilekit.pipeline.grok.parser import Budget
from tilekit.pipeline.log import Log
from tilekit.pipeline.paths import MISSING, Missing, Path, split

Step = Callable[[Log], None]


class Compiler(Struct):
    """What is noted while a pipeline is compiled; budget bounds its patterns. watches: a run tells who was idle."""

    notes: list[Note] = field(default_factory=list)
    rules: list[RuleRef] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)
    processors: int = 0
    watches: bool = False

    def note(self, kind: Kind, pointer: str, *, value: str, reason: Message, is_unsafe: bool = False) -> None:
        """Keep what is to be said about a place of the file."""
        self.notes.append(Note(kind=kind, pointer=pointer, value=value, reason=reason, is_unsafe=is_unsafe))


class Settings(Struct, frozen=True, kw_only=True):
    """The object of one processor; pointer leads to it in the file."""

    value: Mapping[str, Json]
    pointer: str

    def text(self, key: str, default: str | None = None) -> str:
        """A text; raises Refused if there is another value, or none and no default."""
        found = self.value.get(key)
        found = default if found is None else found
        if isinstance(found, str):
            return found
        if isinstance(found, int | float) and not isinstance(found, bool):
            return str(found)
        raise Refused(N_("it has no {key}"), key=key)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false; the default for anything else."""
        found = self.value.get(key)
        return found if isinstance(found, bool) else default

    def path(self, key: str, default: str | None = None) -> Path:
        """The attribute that a setting names, the default where it is not there; raises Refused."""
        text = self.text(key, default)
        if not text:
            raise Refused(N_("it has no {key}"), key=key)
        return split(text)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; raises Refused if it is none, or empty."""
        found = self.value.get(key)
        texts = [one for one in found if isinstance(one, str) and one] if isinstance(found, list) else []
        if not texts:
            raise Refused(N_("it has no {key}"), key=key)
        return tuple(texts)

    def sources(self, key: str = "sources", *, default: str = "") -> tuple[Path, ...]:
        """The attributes that a setting lists, the default where it is not there; raises Refused."""
        if default and key not in self.value:
            return (split(default),)
        return tuple(split(text) for text in self.texts(key))

    def inner(self, key: str) -> Settings:
        """The object of a setting; raises Refused."""
        found = self.value.get(key)
        if not isinstance(found, dict):
            raise Refused(N_("it has no {key}"), key=key)
        return Settings(value=found, pointer=f"{self.pointer}/{key}")

    def items(self, key: str) -> list[Settings]:
        """The objects of a list; raises Refused if it is none."""
        found = self.value.get(key)
        if not isinstance(found, list):
            raise Refused(N_("it has no {key}"), key=key)
        return [
            Settings(value=one, pointer=f"{self.pointer}/{key}/{at}")
            for at, one in enumerate(found)
            if isinstance(one, dict)
        ]


def first_of(log: Log, sources: tuple[Path, ...]) -> tuple[Path, Json] | None:
    """The first source that is there, with its value; the message counts only once it is an attribute."""
    for path in sources:
        value = log.get(path) if log.has(path) else MISSING
        if not isinstance(value, Missing) and value is not None:
            return path, value
    return None


def shown(value: Json) -> str:
    """The value as text, as the platform writes it into other texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(shown(one) for one in value if not isinstance(one, dict))
    return "" if value is None else str(value)


def formatted(value: Json, target_format: str) -> Json:
    """The value as string, integer or double; as it is where it cannot be one, or no such format is asked for."""
    if target_format == "string":
        return value if isinstance(value, dict) else shown(value)
    if target_format not in ("integer", "double") or isinstance(value, dict | list | bool):
        return value
    try:
        number = float(shown(value))
        if target_format == "integer":
            return int(number)
        return number if isfinite(number) else value
    except (ValueError, OverflowError):
        return value
