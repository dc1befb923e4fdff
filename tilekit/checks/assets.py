"""JSON files of a listing as checks use them: their content, their field, and findings about them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import Generic, TypeVar, Unpack

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import FindingPlace, Fix, LazyEdits, RawFinding, Severity, message_values
from tilekit.checks.fixes import all_edits, fix_of, removal_fix, values_fix
from tilekit.checks.json_edits import JsonText, json_text, offset_in
from tilekit.checks.parsed_files import json_of, paths
from tilekit.checks.registry import CheckOptions, check
from tilekit.core.fields import Json
from tilekit.core.messages import Message
from tilekit.parse.json import JsonFile
from tilekit.parse.json_values import value_at
from tilekit.parse.positions import readable
from tilekit.sections.content import Content, Dashboard, DetectionRule, Monitor, SavedView

_ROW_CLASSES: dict[str, type[Dashboard | Monitor | DetectionRule | SavedView]] = {
    "dashboards": Dashboard,
    "monitors": Monitor,
    "detection_rules": DetectionRule,
    "saved_views": SavedView,
}


class ListingFile(Struct, frozen=True, kw_only=True):
    """A file of the listing. path is the field that names it; file is its path in the folder."""

    path: str
    file: str

    def field_at(self, _pointer: str) -> str:
        """The path of the field for a finding at the pointer."""
        return self.path

    def finding(
        self,
        pointer: str = "",
        value: object = "",
        *,
        message: str = "",
        fix: Fix | None = None,
        severity: Severity | None = None,
        **parameters: object,
    ) -> RawFinding:
        """A raw finding at the pointer. value is the offending value, which the message may show as {value}."""
        return RawFinding(
            path=self.field_at(pointer),
            file=self.file,
            pointer=pointer,
            value=str(value),
            message=message,
            fix=fix,
            severity=severity,
            parameters=message_values(value, parameters),
        )


class Asset(ListingFile, frozen=True, kw_only=True):
    """A JSON file that a field lists, or an unlisted one in the folder of its kind.

    path is the path of the field (`content.dashboards[<row key>].file`). Files that can't be parsed are not assets:
    another check reports them.
    """

    short_name: str
    document: JsonFile

    @property
    def value(self) -> dict[str, Json]:
        """The object in the file; empty if the file contains another type."""
        return self.document.value if isinstance(self.document.value, dict) else {}

    @property
    def editor(self) -> JsonText:
        return json_text(self.file, self.document)

    def setting(self, pointer: str, new: Json, title: str, **parameters: object) -> Fix | None:
        """The fix that sets the value at a pointer; None if a parent has another type."""
        editor = self.editor
        if pointer in self.document.places.values:
            edits = LazyEdits(lambda: all_edits([editor.replacing(pointer, new)]))
            return Fix(title=Message(title, parameters), edits=edits)
        if edit := editor.inserting(pointer, new):
            return fix_of(edit, title=title, **parameters)
        return values_fix(self.file, self.document, {pointer: new}, title=title, **parameters)

    def removing(self, pointer: str, title: str, **parameters: object) -> Fix | None:
        """The fix that removes a member or an item."""
        return fix_of(self.editor.removing(pointer), title=title, **parameters)

    def removing_all(self, pointers: Sequence[str], title: str, **parameters: object) -> Fix:
        """The fix that removes several members of objects."""
        return removal_fix(self.file, self.document, *pointers, title=title, **parameters)

    def adding(self, pointer: str, new: Json, title: str, **parameters: object) -> Fix | None:
        """The fix that appends an item to a list; None if there is no such list."""
        if not isinstance(self.at(pointer), list):
            return None
        editor = self.editor
        return Fix(title=Message(title, parameters), edits=LazyEdits(lambda: all_edits([editor.adding(pointer, new)])))

    def rewording(self, pointer: str, change: tuple[int, int, str], title: str, **parameters: object) -> Fix | None:
        """The fix that replaces part of a text. change is (start, end, new text)."""
        return fix_of(self.editor.rewording(pointer, change), title=title, **parameters)

    def inside(self, raw_finding: RawFinding, at: int) -> RawFinding:
        """The raw finding moved to character `at` of the text at its pointer."""
        return self.inside_all(raw_finding, (at,))

    def inside_all(self, raw_finding: RawFinding, at: Iterable[int]) -> RawFinding:
        """The raw finding with several places: characters of the text at its pointer. It is moved to the first."""
        span = self.document.places.values.get(raw_finding.pointer)
        if span is None or not isinstance(self.at(raw_finding.pointer), str):
            return raw_finding
        offsets = (span[0] + offset_in(self.document.source.text[slice(*span)], one) for one in sorted(at))
        first, *others = (self.document.source.position(offset) for offset in offsets)
        pointer = raw_finding.pointer
        places = tuple(FindingPlace(pointer=pointer, line=place.line, column=place.column) for place in others)
        return replace(raw_finding, line=first.line, column=first.column, other_places=places)

    def moved(self, raw_finding: RawFinding, pointer: str) -> RawFinding:
        """The raw finding at the line of another pointer. Its own pointer stays, because waivers depend on it."""
        place = self.document.position(pointer)
        return replace(raw_finding, line=place.line, column=place.column) if place else raw_finding

    def at(self, pointer: str) -> Json:
        """The value at a pointer; None if there is none."""
        return value_at(self.document.value, pointer)


T = TypeVar("T")
AssetCheckFunction = Callable[[T, Bundle], Iterable[RawFinding]]


class CheckDecorator(Generic[T]):
    """Registers checks that run for each item of one kind: `dashboard_check = CheckDecorator(dashboards)`.

    defaults are options of all its checks.
    """

    def __init__(self, items: Callable[[Bundle], Iterable[T]], **defaults: Unpack[CheckOptions]) -> None:
        self._items, self._defaults = items, defaults
        self._slot = ("", f"{items.__module__}.{items.__qualname__}")

    def __call__(
        self, code: str, severity: Severity, message: str, **options: Unpack[CheckOptions]
    ) -> Callable[[AssetCheckFunction[T]], AssetCheckFunction[T]]:
        """The decorator for one check. options are passed to `check`."""
        all_options: CheckOptions = {**self._defaults, **options}

        def register(function: AssetCheckFunction[T]) -> AssetCheckFunction[T]:
            @check(code=code, severity=severity, message=message, **all_options)
            @wraps(function)
            def run(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
                for subject in self._items_of(bundle):
                    yield from function(subject, bundle)

            return function

        return register

    def _items_of(self, bundle: Bundle) -> tuple[T, ...]:
        """The items of a listing, collected once for all checks."""
        return bundle.cached(self._slot, lambda: tuple(self._items(bundle)))


def single(bundle: Bundle, path: str, file: str) -> Iterator[Asset]:
    """The file of a field that can have only one; nothing if it doesn't exist or can't be read."""
    if file in bundle.files:
        yield from _read(bundle, file, path)


def assets(bundle: Bundle, kind: str) -> tuple[Asset, ...]:
    """The files of a kind ("dashboards", "monitors", "detection_rules", "saved_views"), listed ones first."""
    return bundle.cached((kind, __name__), lambda: tuple(_find_assets(bundle, kind)))


def _find_assets(bundle: Bundle, kind: str) -> Iterator[Asset]:
    folder = _ROW_CLASSES[kind].file.folder
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
    if document := readable(json_of, bundle, file):
        yield Asset(path=path, file=file, short_name=short_name, document=document)
