"""What a listing keeps although it does not count, in lines for people, and the choice that brings each line back."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from tilekit.core.basics import Basics
from tilekit.core.field import Json
from tilekit.core.kind import ListingKind, Predicate
from tilekit.core.section import SectionDocument
from tilekit.sections import section_of
from tilekit.sections.applicability import SetAside, Split, split
from tilekit.sections.configuration import Configuration
from tilekit.sections.options import CODE_TYPES

METHOD = "configuration.code_type"


class Kept(Struct, frozen=True, kw_only=True):
    """Values of a section, or of one of its rows, that are set aside for the same reason.

    path is that of the first value. changes is {path of a choice: its value} that bring all of
    them back; {} if no choice of the partner can.
    """

    path: str
    section: str
    values: tuple[SetAside, ...]
    changes: Mapping[str, Json]

    @property
    def paths(self) -> frozenset[str]:
        return frozenset(value.path for value in self.values)

    @property
    def entered(self) -> tuple[SetAside, ...]:
        """The values that a person entered, which the line names."""
        return tuple(value for value in self.values if value.is_entered)


def kept_lines(basics: Basics, documents: Mapping[str, SectionDocument], *, recent: Sequence[str] = ()) -> list[Kept]:
    """The lines of a listing, in the order of its documents.

    recent contains configuration methods that were chosen before, the latest first; among several methods that would
    bring a line back, they come first.
    """
    parts = split(basics, documents)
    groups: dict[tuple[str, ...], list[SetAside]] = {}
    for value in parts.set_aside:
        groups.setdefault(_reason(value, parts.kind), []).append(value)
    methods = _Methods(basics=basics, documents=documents, recent=recent)
    return [_line(values, parts, methods) for values in groups.values() if any(value.is_entered for value in values)]


def _reason(value: SetAside, kind: ListingKind) -> tuple[str, ...]:
    """Values with the same reason come back together: those of a row with the same condition, or of a section."""
    if value.condition:
        return (value.path.rpartition(".")[0], *value.condition)
    return value.section, _unmet(value, kind).__name__


def _unmet(value: SetAside, kind: ListingKind) -> Predicate:
    applies = section_of(value.section).applies
    return applies if not applies(kind) else value.own_field().applies


def _line(values: Sequence[SetAside], parts: Split, methods: "_Methods") -> Kept:
    first = values[0]
    prefix = first.path.rpartition(".")[0]
    if first.condition:
        changes: dict[str, Json] = {f"{prefix}.{name}": wanted[0] for name, wanted in first.condition.items()}
    else:
        method = methods.bringing_back(values) if _has_method(parts.kind) else ""
        changes = {METHOD: method} if method else {}
    return Kept(path=first.path, section=first.section, values=tuple(values), changes=changes)


def _has_method(kind: ListingKind) -> bool:
    """Whether partners choose a configuration method for this kind of listing."""
    return Configuration.applies(kind) and Configuration.code_type.applies(kind)


class _Methods(Struct, frozen=True, kw_only=True):
    """The configuration methods that a listing could have."""

    basics: Basics
    documents: Mapping[str, SectionDocument]
    recent: Sequence[str]

    def bringing_back(self, values: Collection[SetAside]) -> str:
        """The method with which all the values count, and as few others as possible are set aside; "" if none."""
        paths = {value.path for value in values}
        left = {method: self._left(method) for method in self._offered()}
        fitting = [method for method, set_aside in left.items() if paths.isdisjoint(set_aside)]
        recent = next((method for method in self.recent if method in fitting), "")
        return recent or min(fitting, key=lambda method: len(left[method]), default="")

    def _offered(self) -> Iterator[str]:
        return (choice.value for choice in CODE_TYPES)

    def _left(self, method: str) -> set[str]:
        """The paths of entered values that would be set aside with the method."""
        values = {**self.documents[Configuration.key].values, "code_type": method}
        documents = {**self.documents, Configuration.key: Configuration(values)}
        return {value.path for value in split(self.basics, documents).set_aside if value.is_entered}
