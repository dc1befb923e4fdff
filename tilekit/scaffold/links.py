"""Link definitions at the end of a README, shared by its sections. Each field includes those that it uses."""

import re
from collections.abc import Iterable, Mapping, Sequence

from tilekit.scaffold.markdown_text import normal_text, outside_fences

# The last line of a section that contains all its link definitions, so none are copied from the end of the file.
OWN_LINKS = "[//]: # (own links)"
_DEFINITION = re.compile(r"^ {0,3}\[(?!//\]|\^)((?:[^\[\]\\\n]|\\.)+)\]:[ \t]*\S")
_LABEL = re.compile(r"\[((?:[^\[\]\\\n]|\\.)+)\]")
_TICKS = re.compile(r"`+")


def link_label(line: str) -> str:
    """The label that the line defines; "" if it defines none."""
    match = _DEFINITION.match(line)
    return comparable_label(match.group(1)) if match else ""


def tail_start(lines: list[str]) -> int:
    """The index of the first definition at the end of the file."""
    start, flags = len(lines), list(outside_fences(lines))
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].strip() and not (flags[index] and link_label(lines[index])):
            break
        if link_label(lines[index]):
            start = index
    return start


def used_labels(text: str) -> set[str]:
    """The labels in brackets in the text, outside code."""
    lines = text.split("\n")
    prose = [line for line, flag in zip(lines, outside_fences(lines), strict=True) if flag]
    return {comparable_label(label) for line in prose for label in _LABEL.findall(_without_code(line))}


def with_definitions(text: str, tail: Iterable[str]) -> str:
    """The text, followed by the definitions of the tail that it uses and doesn't contain itself."""
    labels = used_labels(text) - {link_label(line) for line in text.split("\n")}
    first = definitions(tail)
    added = [line for label, line in first.items() if label in labels]
    return text + "\n\n" + "\n".join(added) if text and added else text


def split_definitions(text: str) -> tuple[str, dict[str, str]]:
    """The text without the definitions at its end, and these definitions: label -> line."""
    lines = text.split("\n")
    start = tail_start(lines)
    rest = "\n".join(lines[:start]).rstrip("\n")
    return (rest, definitions(lines[start:])) if rest else (text, {})


def definitions(lines: Iterable[str]) -> dict[str, str]:
    """Label -> the first line that defines it."""
    lines_by_label: dict[str, str] = {}
    for line in lines:
        label = link_label(line)
        if label:
            lines_by_label.setdefault(label, normal_text(line).rstrip("\n"))
    return lines_by_label


def new_tail(
    tail: list[str], *, before: Sequence[Mapping[str, str]], after: Sequence[Mapping[str, str]], others: str
) -> list[str]:
    """The lines of the tail after a change.

    before and after contain the definitions of each field; others is the text that is in no field. A definition that
    fields agree on is changed; one that is no longer used is removed; a new one is added at the end.
    """
    labels, elsewhere = _common_definitions(after), used_labels(others)
    needed = {label for fields in after for label in fields} | elsewhere
    left = {label for fields in before for label in fields} - needed
    result, seen = [], set[str]()
    for line in tail:
        label = link_label(line)
        if not label or label in seen:
            result.append(line)
            continue
        seen.add(label)
        present = normal_text(line).rstrip("\n")
        if label not in elsewhere and labels.get(label, present) != present:
            result.append(labels[label] + "\n")
        elif label not in left:
            result.append(line)
    for fields in after:
        result += [line + "\n" for label, line in fields.items() if label not in seen]
        seen |= set(fields)
    return result


def _common_definitions(after: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The definitions that are the same in all fields."""
    lines: dict[str, set[str]] = {}
    for fields in after:
        for label, line in fields.items():
            lines.setdefault(label, set()).add(line)
    return {label: next(iter(texts)) for label, texts in lines.items() if len(texts) == 1}


def _without_code(line: str) -> str:
    """The line without the text between equal runs of backticks. Takes linear time."""
    runs = [match.span() for match in _TICKS.finditer(line)]
    ends: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        ends.setdefault(runs[number][1] - runs[number][0], []).append(number)
    parts, at, number = [], 0, 0
    while number < len(runs):
        start, end = runs[number]
        same = ends[end - start]
        while same and same[-1] <= number:
            same.pop()
        if same:
            parts.append(line[at:start])
            number = same[-1]
            at = runs[number][1]
        number += 1
    return "".join([*parts, line[at:]])


def comparable_label(label: str) -> str:
    """The label without differences that Markdown ignores."""
    return " ".join(label.split()).casefold()
