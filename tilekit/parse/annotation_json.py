"""JSON in annotations and labels that the Agent's Autodiscovery reads, in an example in YAML."""

import re
from collections.abc import Callable, Iterator

_ANNOTATED_KEY = re.compile(
    r"^(?P<indent>[ \t]*)(?:- )?[\"']?(?:com\.datadoghq\.ad|ad\.datadoghq\.com/[\w.<>-]+)\.(?:checks|check_names"
    r"|init_configs|instances|logs|tags)[\"']?\s*:\s*(?P<value>.*?)\s*$"
)
_BLOCK = re.compile(r"[|>][-+\d]*\s*(?:#.*)?")
_QUOTED_TEXT = re.compile(r"'(?P<text>[\[{].*[\]}])'")


def faulty_annotation(code: str, find_fault: Callable[[str], int | None]) -> int | None:
    """The line (from 1) of the first annotation whose JSON can't be parsed; None if there is none."""
    for line, text in _annotations(code.split("\n")):
        fault = find_fault(text)
        if fault is not None:
            return line + fault - 1
    return None


def _annotations(lines: list[str]) -> Iterator[tuple[int, str]]:
    """(line from 1, JSON) of each annotation: of a block below its key, or between single quotation marks."""
    for number, line in enumerate(lines, start=1):
        match = _ANNOTATED_KEY.match(line)
        if match and _BLOCK.fullmatch(match["value"]):
            yield number + 1, "\n".join(_block_below(lines[number:], len(match["indent"])))
        elif match and (quoted := _QUOTED_TEXT.fullmatch(match["value"])):
            yield number, quoted["text"].replace("''", "'")


def _block_below(lines: list[str], indent: int) -> Iterator[str]:
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            return
        yield line
