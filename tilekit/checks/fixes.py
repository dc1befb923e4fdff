"""Builds fixes that change only the bytes they need to, and the interface of the editors of JSON and YAML files."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from msgspec import Struct

from tilekit.checks.finding import Edit, Fix, LazyEdits
from tilekit.core.field import Json
from tilekit.core.messages import Message
from tilekit.parse.json import JsonFile, pointer_parts
from tilekit.parse.text import SourceText
from tilekit.scaffold.json_edit import edited_json
from tilekit.scaffold.pointers import copied_to, put_at, remove_at


def text_edit(file: str, source: SourceText, span: tuple[int, int], *, new: str) -> Edit:
    """The edit that replaces the characters from start to end (exclusive) of a text file."""
    start, end = map(source.byte_offset, span)
    return Edit(file=file, start=start, end=end, replacement=new)


class EditableText(Struct, frozen=True, kw_only=True, dict=True):
    """A file that can be edited in single places, at JSON pointers. All other bytes stay the same.

    An edit is None if there is no such place, or if the layout of the file doesn't allow it.
    """

    file: str
    source: SourceText

    @property
    def text(self) -> str:
        return self.source.text

    def replacing(self, pointer: str, new: Json) -> Edit | None:
        """Replace the value."""
        raise NotImplementedError

    def inserting(self, pointer: str, new: Json) -> Edit | None:
        """Add a member at the end of an existing object."""
        raise NotImplementedError

    def removing(self, pointer: str) -> Edit | None:
        """Remove a member or an item."""
        raise NotImplementedError

    def adding(self, pointer: str, new: Json, *, at: int | None = None) -> Edit | None:
        """Add an item to an existing list, before the item at this index or after the last."""
        raise NotImplementedError

    def edit(self, start: int, end: int, new: str) -> Edit:
        """Replace the characters from start to end (exclusive)."""
        return text_edit(self.file, self.source, (start, end), new=new)


def all_edits(edits: Sequence[Edit | None]) -> tuple[Edit, ...]:
    """The edits, with those at the same position merged into one in the given order; none if one can't be made."""
    merged: dict[tuple[str, int], Edit] = {}
    for edit in edits:
        if edit is None:
            return ()
        slot = (edit.file, edit.start)
        first = merged.get(slot, edit)
        text = edit.replacement if first is edit else first.replacement + edit.replacement
        merged[slot] = Edit(file=edit.file, start=edit.start, end=max(first.end, edit.end), replacement=text)
    return tuple(merged.values())


def fix_of(*edits: Edit | None, title: str, **parameters: object) -> Fix | None:
    """The fix with all edits; None if one of them can't be made."""
    complete = all_edits(edits)
    return Fix(title=Message(title, parameters), edits=complete) if complete else None


def text_fix(file: str, change: tuple[bytes, bytes], title: str, **parameters: object) -> Fix:
    """The fix that turns the old bytes of a file into the new ones, as one edit without their common start and end.

    change is (old, new).
    """
    data, changed = change
    start = common_length(data, changed)
    tail = common_length(data[start:][::-1], changed[start:][::-1])
    start = _character_start(data, start)
    while tail and _is_continuation(data[len(data) - tail]):
        tail -= 1
    replacement = changed[start : len(changed) - tail].decode(errors="replace")
    return Fix(
        title=Message(title, parameters),
        edits=(Edit(file=file, start=start, end=len(data) - tail, replacement=replacement),),
    )


def json_fix(file: str, document: JsonFile, change: Callable[[Json], Json], *, title: str, **parameters: object) -> Fix:
    """The fix that changes values of a JSON file and preserves order, indentation and all other bytes.

    change returns a new value and doesn't modify its argument: `copied_to` copies the parts that differ.
    """

    def edits() -> Sequence[Edit]:
        changed = edited_json(document, change(document.value))
        return text_fix(file, (document.source.data, changed), title).edits

    return Fix(title=Message(title, parameters), edits=LazyEdits(edits))


def values_fix(
    file: str, document: JsonFile, new: Mapping[str, Json], *, title: str, **parameters: object
) -> Fix | None:
    """The fix that sets the values at the pointers and creates missing parents; None if a parent has another type."""
    if not all(can_set(document.value, pointer) for pointer in new):
        return None

    def change(value: Json) -> Json:
        root: dict[str, Json] = {"": value}
        for pointer, item in new.items():
            root[""] = copied_to(root[""], pointer)
            put_at(root, f"/{pointer}", item)
        return root[""]

    return json_fix(file, document, change, title=title, **parameters)


def can_set(value: Json, pointer: str) -> bool:
    """Whether a value can be set at the pointer without replacing a parent of another type."""
    for part in pointer_parts(pointer):
        if value in (None, "", [], {}):
            return True
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            return False
    return True


def removal_fix(file: str, document: JsonFile, *pointers: str, title: str, **parameters: object) -> Fix:
    """The fix that removes the members or items at the pointers, one after the other."""

    def change(value: Json) -> Json:
        for pointer in pointers:
            value = copied_to(value, pointer)
            remove_at(value, pointer)
        return value

    return json_fix(file, document, change, title=title, **parameters)


def apply_edits(data: bytes, edits: Sequence[Edit], *, at: int = 0) -> bytes:
    """The file after the edits, which must not overlap and must all be edits of this file.

    data is the file from the offset `at` on.
    """
    for edit in sorted(edits, key=attrgetter("start"), reverse=True):
        data = data[: edit.start - at] + edit.replacement.encode("utf-8", "replace") + data[edit.end - at :]
    return data


def common_length(one: bytes, other: bytes) -> int:
    """The length of the common prefix of two texts."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _character_start(data: bytes, offset: int) -> int:
    while 0 < offset < len(data) and _is_continuation(data[offset]):
        offset -= 1
    return offset


def _is_continuation(byte: int) -> bool:
    return byte & 0xC0 == 0x80
