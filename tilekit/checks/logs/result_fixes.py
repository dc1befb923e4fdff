"""The fix that writes the result of our engine as the expected result of a sample. The rest of the file
doesn't change.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.finding_locations import position_of
from tilekit.checks.fixes import all_edits, apply_edits, text_edit
from tilekit.checks.logs.pipeline_edits import changed_place
from tilekit.checks.parsed_files import text_of
from tilekit.checks.yaml_edits import yaml_text
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import value_at
from tilekit.parse.positions import Position, readable
from tilekit.parse.text import SourceText
from tilekit.parse.yaml import parse_yaml
from tilekit.parse.yaml_spans import BLOCK
from tilekit.pipeline.report import result_differences

if TYPE_CHECKING:
    import yaml

MAX_TESTS_BYTES, MAX_OFFERED = 200_000, 10
"""The largest file that gets a fix, and the most fixes of one check, because each fix is tested on the file."""

_YAML_TAG = "tag:yaml.org,2002:"
# A key at the start of its line, as editors and the export write it; keys in brackets are ignored.
_KEY = re.compile(r"[ ]*(?:-[ ]+)?(result|sample):(?= |$)")


def accept_result_fix(bundle: Bundle, file: str, *, at: int, result: Json) -> Fix | None:
    """The fix that replaces the result of test number `at` (from 0), or inserts one; None if that is not safe."""
    source = text_of(bundle, file)
    if len(source.data) > MAX_TESTS_BYTES:
        return None
    edit = _edit_of_test(bundle, file, source, at=at, result=result)
    for edits in (_edits_of_places(bundle, file, at=at, result=result), (edit,) if edit else ()):
        if edits and _sets_result(source.data, edits, at=at, result=result):
            title = Message(N_("Use the current result of sample {number} as the expected one"), {"number": at + 1})
            return Fix(title=title, edits=edits)
    return None


def _sets_result(data: bytes, edits: tuple[Edit, ...], *, at: int, result: Json) -> bool:
    """Whether the edited file has exactly this result. Otherwise there is no fix."""
    after = readable(parse_yaml, apply_edits(data, edits))
    return after is not None and not list(result_differences(value_at(after.value, f"/tests/{at}/result"), result))


def _edits_of_places(bundle: Bundle, file: str, *, at: int, result: Json) -> tuple[Edit, ...]:
    """An edit for each place that differs; none if one can't be made or would put objects on one line."""
    text, pointer = yaml_text(bundle, file), f"/tests/{at}/result"
    declared = value_at(text.value, pointer) if text else None
    if text is None or not isinstance(declared, dict):
        return ()
    differences = list(result_differences(declared, result))
    edits = [changed_place(text, pointer, difference) for difference in differences]
    parents = [text.places.get(f"{pointer}{difference.pointer}".rpartition("/")[0]) for difference in differences]
    is_laid_out = all(parent is not None and parent.style == BLOCK for parent in parents)
    return all_edits(edits) if is_laid_out else ()


def _edit_of_test(bundle: Bundle, file: str, source: SourceText, *, at: int, result: Json) -> Edit | None:
    lines = source.lines
    for key in ("result", "sample"):
        position = position_of(bundle, file, f"/tests/{at}/{key}")
        match = _KEY.match(lines[position.line - 1]) if position else None
        if position is None or match is None or match[1] != key or match.start(1) != position.column - 1:
            continue
        indent, first = position.column - 1, position.line - 1
        last = _last_line(lines, first, indent)
        # A result is replaced from its colon on. If there is none, the key is inserted below the sample, too.
        end = source.offset(Position(last + 1, len(lines[last]) + 1))
        start = source.offset(Position(position.line, match.end() + 1)) if key == "result" else end
        text = _yaml_block(result, indent + 2)
        text = f"\n{text}" if key == "result" else f"\n{' ' * indent}result:\n{text}"
        text = text.replace("\n", "\r\n") if "\r\n" in source.text else text
        return text_edit(file, source, (start, end), new=text)
    return None


def _last_line(lines: list[str], first: int, indent: int) -> int:
    """The last line of a value, which includes blank lines and lines with more indentation than its key."""
    last = first
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if line.strip():
            if len(line) - len(line.lstrip(" ")) <= indent:
                break
            last = number
    return last


def _yaml_block(value: Json, indent: int) -> str:
    """The value as an indented YAML block."""
    import yaml  # slow import

    text = yaml.serialize(_node(value), Dumper=yaml.SafeDumper, allow_unicode=True, width=2**31)
    return "\n".join(f"{' ' * indent}{line}" if line else "" for line in text.rstrip("\n").split("\n"))


def _node(value: Json) -> yaml.Node:
    """The YAML node of a value. Texts are quoted, so that they are not read as numbers or dates; keys only if
    necessary.
    """
    import yaml  # slow import

    if isinstance(value, dict):
        pairs = [(yaml.ScalarNode(f"{_YAML_TAG}str", key), _node(value[key])) for key in sorted(value)]
        return yaml.MappingNode(f"{_YAML_TAG}map", pairs, flow_style=not pairs)
    if isinstance(value, list):
        return yaml.SequenceNode(f"{_YAML_TAG}seq", [_node(item) for item in value], flow_style=not value)
    if isinstance(value, str):
        return yaml.ScalarNode(f"{_YAML_TAG}str", value, style="|" if "\n" in value else '"')
    if value is None or isinstance(value, bool):
        return yaml.ScalarNode(f"{_YAML_TAG}{'null' if value is None else 'bool'}", json.dumps(value))
    return yaml.ScalarNode(f"{_YAML_TAG}{'int' if isinstance(value, int) else 'float'}", repr(value))
