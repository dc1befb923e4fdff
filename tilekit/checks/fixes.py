"""Builds fixes that change only the bytes they need to."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from tilekit.checks.finding import Edit, Fix
from tilekit.core.field import Json
from tilekit.core.messages import Message
from tilekit.parse.json import JsonFile, pointer_parts
from tilekit.parse.text import SourceText
from tilekit.scaffold.json_edit import edited_json
from tilekit.scaffold.pointers import copied_to, put_at


def text_edit(file: str, source: SourceText, span: tuple[int, int], *, new: str) -> Edit:
    """The edit that replaces the characters from start to end (exclusive) of a text file."""
    start, end = map(source.byte_offset, span)
    return Edit(file=file, start=start, end=end, replacement=new)


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
    changed = edited_json(document, change(document.value))
    return text_fix(file, (document.source.data, changed), title, **parameters)


def setting(pointer: str, new: Json) -> Callable[[Json], Json]:
    """A change for json_fix: set the value at the pointer and create missing parents (see `can_set`)."""

    def change(value: Json) -> Json:
        root: dict[str, Json] = {"": copied_to(value, pointer)}
        put_at(root, f"/{pointer}", new)
        return root[""]

    return change


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


def removing(pointer: str) -> Callable[[Json], Json]:
    """A change for json_fix: remove the member or item at the pointer."""

    def change(value: Json) -> Json:
        *parents, last = pointer_parts(pointer)
        value = copied_to(value, pointer)
        inner = value
        for part in parents:
            inner = inner[int(part)] if isinstance(inner, list) else inner[part] if isinstance(inner, dict) else None
        if isinstance(inner, list):
            del inner[int(last)]
        elif isinstance(inner, dict):
            del inner[last]
        return value

    return change


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
