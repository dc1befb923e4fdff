"""Tables of shapes: a row is a check of keys, types or allowed values in one kind of JSON file."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import Any, Unpack

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, CheckDecorator
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.json_types import JsonType, wrong_types
from tilekit.checks.registry import CheckOptions
from tilekit.checks.similar_keys import at_similar_key, misspelled_keys
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json import escaped, pointer_parts, pointer_to
from tilekit.parse.json_values import elements, members


class Place(Struct, frozen=True):
    """A value that a pattern names. key is the last part of its pointer."""

    asset: Asset
    bundle: Bundle
    pointer: str
    value: Json

    @property
    def key(self) -> str:
        return (*pointer_parts(self.pointer), "")[-2 if self.pointer else -1]

    def setting(self, new: Json, title: str, **parameters: object) -> Fix | None:
        """The fix that sets the value; None if there is no new one."""
        return None if new is None else self.asset.setting(self.pointer, new, title, **parameters)


Repair = Callable[[Place], Fix | None]


def values_at(value: Json, pattern: str, pointer: str = "", *, with_missing: bool = False) -> list[tuple[str, Json]]:
    """(pointer, value) of each value that a pattern names. Missing values are left out, or null with with_missing.

    A pattern is a JSON pointer in which `*` stands for each item of a list.
    """
    places, parts = [(pointer, value)], _parts_of(pattern)
    for number, (part, step) in enumerate(parts, start=1):
        if part == "*":
            places = [(f"{at}/{index}", item) for at, inner in places for index, item in enumerate(elements(inner))]
        elif with_missing and number == len(parts):
            places = [(at + step, members(inner).get(part)) for at, inner in places]
        else:
            places = [(at + step, inner[part]) for at, inner in places if isinstance(inner, dict) and part in inner]
    return places


@cache
def _parts_of(pattern: str) -> tuple[tuple[str, str], ...]:
    """The parts of a pattern, each with its pointer in its parent."""
    return tuple((part, pointer_to(part)) for part in pointer_parts(pattern))


class ValueShape(Struct, frozen=True, kw_only=True):
    """A requirement for the values at a pattern, in the files for which `when` is true. read converts the values.

    The pattern starts at each (pointer, value) that `within` gives for a file. If is_required, a missing value counts
    as null.
    """

    at: str = ""
    within: Callable[[Asset], Iterable[tuple[str, Json]]] = lambda asset: (("", asset.document.value),)
    when: Callable[[Asset], bool] = lambda _asset: True
    is_required: bool = False
    read: Callable[[Json], Json] = lambda value: value
    repair: Repair | None = None

    def findings_in(self, asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
        """The raw findings about a file."""
        for start, inner in self.within(asset) if self.when(asset) else ():
            for pointer, value in values_at(inner, self.at, start, with_missing=self.is_required):
                yield from self.findings_at(Place(asset, bundle, pointer, self.read(value)))

    def findings_at(self, place: Place) -> Iterable[RawFinding]:
        raise NotImplementedError

    def fix(self, place: Place) -> Fix | None:
        return self.repair(place) if self.repair else None


class HasKeys(ValueShape, frozen=True, kw_only=True):
    """Objects have these keys. repair gets the place of the missing key.

    no_object is the message about a value that is not an object; "" if that counts as an empty object. Both messages
    can contain {number}, the position of the object in its list.
    """

    keys: Callable[[], Iterable[str]]
    no_object: str = ""

    def findings_at(self, place: Place) -> Iterator[RawFinding]:
        number = int(place.key) + 1 if place.key.isdecimal() else 0
        is_wrong = self.no_object and not isinstance(place.value, dict)
        if is_wrong:
            yield place.asset.finding(place.pointer, message=self.no_object, number=number)
        for key in () if is_wrong else self.keys():
            if key not in members(place.value):
                fix = self.fix(Place(place.asset, place.bundle, f"{place.pointer}/{key}", None))
                raw_finding = place.asset.finding(place.pointer, key, key=key, number=number, fix=fix)
                yield at_similar_key(raw_finding, place.asset, f"{place.pointer}/{key}")


def remove_key(place: Place) -> Fix | None:
    """The repair that removes the value."""
    return place.asset.removing(place.pointer, N_("Remove {key}"), key=place.key)


class HasNoKey(ValueShape, frozen=True, kw_only=True):
    """Objects have no forbidden members."""

    repair: Repair | None = remove_key
    forbids: Callable[[Place], bool]

    def findings_at(self, place: Place) -> Iterator[RawFinding]:
        for key, value in members(place.value).items():
            member = Place(place.asset, place.bundle, place.pointer + pointer_to(key), value)
            if self.forbids(member):
                yield place.asset.finding(member.pointer, key, key=key, fix=self.fix(member))


class HasNoMisspelledKey(ValueShape, frozen=True, kw_only=True):
    """No key of an object is a misspelling of a known key that the object lacks. The message gets {near}, that key."""

    keys: Collection[str]
    message: str = N_("{value} is not a known key. Did you mean {near}?")

    def findings_at(self, place: Place) -> Iterator[RawFinding]:
        for key, near in misspelled_keys(place.value, self.keys):
            yield place.asset.finding(place.pointer + pointer_to(key), key, message=self.message, near=near)


class HasValue(ValueShape, frozen=True, kw_only=True):
    """Values fit, if they exist. shows_value is False if the value is not part of the fingerprint."""

    fits: Callable[[Json], bool]
    shows_value: bool = True
    parameters: Callable[[Place], Mapping[str, Any]] = lambda _place: {}

    def findings_at(self, place: Place) -> Iterator[RawFinding]:
        if not self.fits(place.value):
            value, fix = place.value if self.shows_value else "", self.fix(place)
            yield place.asset.finding(place.pointer, value, fix=fix, **self.parameters(place))


class _TypeTree(Struct):
    """The types of an object's members, and the trees of the objects in it."""

    types: Mapping[str, JsonType] = {}
    parts: dict[str, "_TypeTree"] = {}

    def fits(self, value: Json) -> bool:
        """Whether `wrong_types` finds nothing. Needs no pointers, which would take most of the time."""
        if isinstance(value, dict):
            for key, inner in value.items():
                if inner is not None and key in self.types and not self.types[key].fits(inner):
                    return False
                if key in self.parts and not self.parts[key].fits(inner):
                    return False
            return True
        return "*" not in self.parts or all(map(self.parts["*"].fits, elements(value)))

    def wrong_types(self, asset: Asset, value: Json, pointer: str) -> Iterator[RawFinding]:
        if self.types:
            yield from wrong_types(asset, value, self.types, pointer=pointer)
        for index, item in enumerate(elements(value)) if "*" in self.parts else ():
            yield from self.parts["*"].wrong_types(asset, item, f"{pointer}/{index}")
        inner = members(value)
        for key in filter(inner.__contains__, self.parts):
            yield from self.parts[key].wrong_types(asset, inner[key], f"{pointer}/{escaped(key)}")


class HasTypes(ValueShape, frozen=True, kw_only=True, dict=True):
    """Members of objects have their types: {pattern of the objects: {key: type}}."""

    types: Mapping[str, Mapping[str, JsonType]]

    @cached_property
    def _tree(self) -> _TypeTree:
        """The types by the parts of their patterns, so that each value is visited once."""
        root = _TypeTree()
        for pattern, types in self.types.items():
            tree = root
            for part in pointer_parts(pattern):
                tree = tree.parts.setdefault(part, _TypeTree())
            tree.types = types
        return root

    def findings_at(self, place: Place) -> Iterable[RawFinding]:
        tree = self._tree
        return () if tree.fits(place.value) else tree.wrong_types(place.asset, place.value, place.pointer)


class HasNoAccountKeys(ValueShape, frozen=True, kw_only=True):
    """An exported file has no keys of the account it was made in. One finding covers all of them, and so does its fix.

    pointers lead to the keys. A key counts if its value fits `counts`. The finding about a single key has the message
    of the check.
    """

    pointers: Sequence[str]
    counts: Callable[[Json], bool] = lambda _value: True

    def findings_at(self, place: Place) -> Iterator[RawFinding]:
        exported = ((pointer, values_at(place.value, pointer)) for pointer in self.pointers)
        pointers = [pointer for pointer, values in exported if any(self.counts(value) for _, value in values)]
        keys = tuple(dict.fromkeys(pointer_parts(pointer)[-1] for pointer in pointers))
        if len(pointers) == 1:
            fix = remove_key(replace(place, pointer=pointers[0]))
            yield place.asset.finding(pointers[0], keys[0], key=keys[0], fix=fix)
        elif keys:
            message = N_("These keys are specific to your account: {keys}. Remove them.")
            all_removed = place.asset.removing_all(pointers, N_("Remove {n} keys"), n=len(pointers))
            yield place.asset.finding(pointers[0], keys[0], message=message, keys=keys, fix=all_removed)


class ShapeTable:
    """Registers the rows of a table, each as one check: `row = ShapeTable(saved_view_check)`.

    The files need not be assets if no row has a repair.
    """

    def __init__(self, decorator: CheckDecorator[Any]) -> None:
        self._decorator = decorator

    def __call__(
        self, code: str, severity: Severity, message: str, *shapes: ValueShape, **options: Unpack[CheckOptions]
    ) -> None:
        """Add a row. By default, it applies to the pattern of its first shape, and a repair is a suggested fix."""

        def has_shape(asset: Asset, bundle: Bundle) -> Iterable[RawFinding]:
            return chain.from_iterable(shape.findings_in(asset, bundle) for shape in shapes)

        options.setdefault("applies_to", shapes[0].at or N_("file"))
        options.setdefault("fix", FixClass.SUGGESTED if any(shape.repair for shape in shapes) else None)
        self._decorator(code, severity, message, **options)(has_shape)
