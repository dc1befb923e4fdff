"""JSON files of a listing as rules see them: what is in one, whose field it is, and what to say about it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypedDict, TypeVar, Unpack

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, Scope, Severity, Spot, Stage, naming
from tilekit.checks.fixes import is_free, json_fix, setting
from tilekit.checks.json_edits import addition, insertion, offset_in, part_of_text, removal, replacement
from tilekit.checks.reading import json_of, paths, value_at
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import Message
from tilekit.parse.json import JsonDocument
from tilekit.parse.positions import Unparsable
from tilekit.sections.content import Content, Dashboard, DetectionRule, Monitor, SavedView

_ROWS: dict[str, type[Dashboard | Monitor | DetectionRule | SavedView]] = {
    "dashboards": Dashboard,
    "monitors": Monitor,
    "detection_rules": DetectionRule,
    "saved_views": SavedView,
}


class InFile(Struct, frozen=True, kw_only=True):
    """Something in a file: path names its field, file is the path in the folder."""

    path: str
    file: str

    def spot(
        self,
        pointer: str = "",
        value: object = "",
        *,
        message: str = "",
        fix: Fix | None = None,
        severity: Severity | None = None,
        **parameters: object,
    ) -> Spot:
        """A spot at the pointer; value is the offending value, which the message may name as {value}."""
        return Spot(
            path=self.path,
            file=self.file,
            pointer=pointer,
            value=str(value),
            message=message,
            fix=fix,
            severity=severity,
            parameters=naming(value, parameters),
        )


class Asset(InFile, frozen=True, kw_only=True):
    """A JSON file that is listed in a field, or lies in the folder of its kind unlisted.

    path is that of the field (`content.dashboards[<row key>].file`). Files that cannot be read are no assets: the
    check of their form speaks.
    """

    short_name: str
    document: JsonDocument

    @property
    def value(self) -> dict[str, Json]:
        """The object in the file; empty where it holds something else."""
        return self.document.value if isinstance(self.document.value, dict) else {}

    def setting(self, pointer: str, new: Json, title: str, **parameters: object) -> Fix | None:
        """The fix that puts a value there; None where what stands on the way has another shape."""
        if not is_free(self.document.value, pointer):
            return None
        if pointer in self.document.places.values:
            edit: Edit | None = replacement(self.file, self.document, pointer, new=new)
        else:
            edit = insertion(self.file, self.document, pointer, new=new)
        if edit is None:
            return json_fix(self.file, self.document, setting(pointer, new), title=title, **parameters)
        return Fix(title=Message(title, parameters), edits=(edit,))

    def removing(self, pointer: str, title: str, **parameters: object) -> Fix:
        """The fix that takes out a member or an item."""
        return Fix(title=Message(title, parameters), edits=(removal(self.file, self.document, pointer),))

    def adding(self, pointer: str, new: Json, title: str, **parameters: object) -> Fix | None:
        """The fix that adds an item to a list; None where there is no such list."""
        edit = addition(self.file, self.document, pointer, new=new)
        return Fix(title=Message(title, parameters), edits=(edit,)) if edit else None

    def rewording(self, pointer: str, change: tuple[int, int, str], title: str, **parameters: object) -> Fix:
        """The fix that changes characters start..end of a text into others."""
        edit = part_of_text(self.file, self.document, pointer, change=change)
        return Fix(title=Message(title, parameters), edits=(edit,))

    def inside(self, spot: Spot, at: int) -> Spot:
        """The spot at character `at` of the text that its pointer leads to."""
        place = self.document.places.values.get(spot.pointer)
        if place is None or not isinstance(self.at(spot.pointer), str):
            return spot
        offset = offset_in(self.document.source.text[slice(*place)], at)
        found = self.document.source.position(place[0] + offset)
        return replace(spot, line=found.line, column=found.column)

    def at(self, pointer: str) -> Json:
        """The value at a pointer, None where there is none."""
        return value_at(self.document.value, pointer)


T = TypeVar("T")
Rule = Callable[[T, Bundle], Iterable[Spot]]


class Options(TypedDict, total=False):
    """What a rule may say about itself beside code, severity and message."""

    in_submission: Severity
    stage: Stage
    scope: Scope
    fix: FixClass
    security: bool
    folded: str
    parses: bool
    by_file: bool
    follow_ups: tuple[str, ...]


class Registrar(Generic[T]):
    """Registers rules over each thing of a kind that a listing holds: `rule = Registrar(dashboards)`."""

    def __init__(self, things: Callable[[Bundle], Iterable[T]]) -> None:
        self._things, self._slot = things, ("", f"{things.__module__}.{things.__qualname__}")

    def __call__(
        self, code: str, severity: Severity, message: str, **options: Unpack[Options]
    ) -> Callable[[Rule[T]], Rule[T]]:
        """The decorator of one rule; options are those of `check`."""

        def register(rule: Rule[T]) -> Rule[T]:
            @check(code=code, severity=severity, message=message, **options)
            def run(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
                for thing in self._found(bundle):
                    yield from rule(thing, bundle)

            return rule

        return register

    def _found(self, bundle: Bundle) -> tuple[T, ...]:
        """The things of a listing, looked for once for all rules."""
        return bundle.once(self._slot, lambda: tuple(self._things(bundle)))


def single(bundle: Bundle, path: str, file: str) -> Iterator[Asset]:
    """The one file of a field, where it is there and can be read."""
    if file in bundle.files:
        yield from _read(bundle, file, path)


def assets(bundle: Bundle, kind: str) -> tuple[Asset, ...]:
    """The files of a kind ("dashboards", "monitors", "detection_rules", "saved_views"), listed ones first."""
    return bundle.once((kind, __name__), lambda: tuple(_found(bundle, kind)))


def _found(bundle: Bundle, kind: str) -> Iterator[Asset]:
    folder = _ROWS[kind].file.folder
    seen = set[str]()
    rows: list[Dashboard | Monitor | DetectionRule | SavedView] = getattr(bundle.section(Content), kind)
    for row in rows:
        file = bundle.file_of(row.file)
        if file and file not in seen:
            seen.add(file)
            yield from _read(bundle, file, f"content.{kind}[{row.row_key}].file", short_name=row.short_name)
    for file in paths(bundle, (".json",), f"{folder}/"):
        if file not in seen:
            yield from _read(bundle, file, f"content.{kind}")


def _read(bundle: Bundle, file: str, path: str, *, short_name: str = "") -> Iterator[Asset]:
    try:
        yield Asset(path=path, file=file, short_name=short_name, document=json_of(bundle, file))
    except Unparsable:
        return
