"""The fix that takes over what our engine gives as the result of a sample; the rest of the file stays as it is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import applied
from tilekit.checks.logs.changing import changed_place
from tilekit.checks.places import position_of
from tilekit.checks.reading import text_of, value_at
from tilekit.checks.yaml_edits import in_order, yaml_text
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.text import SourceText
from tilekit.parse.yaml import parse_yaml
from tilekit.parse.yaml_places import BLOCK
from tilekit.pipeline.report import differences

if TYPE_CHECKING:
    import yaml

MAX_BYTES, MAX_OFFERED = 200_000, 10
"""Each offer reads the file anew to be sure: so many at once, and none for files that no person writes."""

_TAG = "tag:yaml.org,2002:"
# A key that begins its line, as editors and the export write it; what stands in brackets is left alone.
_KEY = re.compile(r"[ ]*(?:-[ ]+)?(result|sample):(?= |$)")


def accepting(bundle: Bundle, file: str, *, at: int, result: Json) -> Fix | None:
    """The result of test number `at` (from 0) replaced, or put in below the sample; None if that is not safe."""
    source = text_of(bundle, file)
    if len(source.data) > MAX_BYTES:
        return None
    edit = _edit(bundle, file, source, at=at, result=result)
    for edits in (_places(bundle, file, at=at, result=result), (edit,) if edit else ()):
        if edits and _says(source.data, edits, at=at, result=result):
            title = Message(N_("Use the current result of sample {number} as the expected one"), {"number": at + 1})
            return Fix(title=title, edits=edits)
    return None


def _says(data: bytes, edits: tuple[Edit, ...], *, at: int, result: Json) -> bool:
    """Whether the change says what it means: no other is handed out."""
    try:
        after = parse_yaml(applied(data, edits)).value
    except Unparsable:
        return False
    return not list(differences(value_at(after, f"/tests/{at}/result"), result))


def _places(bundle: Bundle, file: str, *, at: int, result: Json) -> tuple[Edit, ...]:
    """An edit for each place that differs; none where one cannot be made, or would put objects on one line."""
    text, pointer = yaml_text(bundle, file), f"/tests/{at}/result"
    declared = value_at(text.value, pointer) if text else None
    if text is None or not isinstance(declared, dict):
        return ()
    found = list(differences(declared, result))
    edits = [changed_place(text, pointer, difference) for difference in found]
    parents = [text.places.get(f"{pointer}{difference.pointer}".rpartition("/")[0]) for difference in found]
    is_laid_out = all(parent is not None and parent.style == BLOCK for parent in parents)
    made = [edit for edit in edits if edit is not None]
    return in_order(made) if is_laid_out and len(made) == len(edits) else ()


def _edit(bundle: Bundle, file: str, source: SourceText, *, at: int, result: Json) -> Edit | None:
    lines = source.lines
    for key in ("result", "sample"):
        position = position_of(bundle, file, f"/tests/{at}/{key}")
        found = _KEY.match(lines[position.line - 1]) if position else None
        if position is None or found is None or found[1] != key or found.start(1) != position.column - 1:
            continue
        indent, first = position.column - 1, position.line - 1
        last = _last_line(lines, first, indent)
        # A result is written over from behind its colon; below a sample stands the key as well.
        end = source.offset(Position(last + 1, len(lines[last]) + 1))
        start = source.offset(Position(position.line, found.end() + 1)) if key == "result" else end
        text = _dumped(result, indent + 2)
        text = f"\n{text}" if key == "result" else f"\n{' ' * indent}result:\n{text}"
        text = text.replace("\n", "\r\n") if "\r\n" in source.text else text
        return Edit(file=file, start=source.byte_offset(start), end=source.byte_offset(end), replacement=text)
    return None


def _last_line(lines: list[str], first: int, indent: int) -> int:
    """The last line of a value: blank lines and those further in than its key belong to it."""
    last = first
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if line.strip():
            if len(line) - len(line.lstrip(" ")) <= indent:
                break
            last = number
    return last


def _dumped(value: Json, indent: int) -> str:
    """The value as a block, indented."""
    import yaml  # noqa: PLC0415 slow import

    text = yaml.serialize(_node(value), Dumper=yaml.SafeDumper, allow_unicode=True, width=2**31)
    return "\n".join(f"{' ' * indent}{line}" if line else "" for line in text.rstrip("\n").split("\n"))


def _node(value: Json) -> yaml.Node:
    """Texts are quoted, so that none is taken for a number or a date; keys where they need it."""
    import yaml  # noqa: PLC0415 slow import

    if isinstance(value, dict):
        pairs = [(yaml.ScalarNode(f"{_TAG}str", key), _node(value[key])) for key in sorted(value)]
        return yaml.MappingNode(f"{_TAG}map", pairs, flow_style=not pairs)
    if isinstance(value, list):
        return yaml.SequenceNode(f"{_TAG}seq", [_node(item) for item in value], flow_style=not value)
    if isinstance(value, str):
        return yaml.ScalarNode(f"{_TAG}str", value, style="|" if "\n" in value else '"')
    if value is None or isinstance(value, bool):
        return yaml.ScalarNode(f"{_TAG}{'null' if value is None else 'bool'}", json.dumps(value))
    return yaml.ScalarNode(f"{_TAG}{'int' if isinstance(value, int) else 'float'}", repr(value))
