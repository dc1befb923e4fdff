"""JSON in annotations and labels that the Agent's Autodiscovery reads, in an example in YAML."""

import json
import re
from collections.abc import Callable, Iterator, Sequence

_ANNOTATED_KEY = re.compile(
    r"^(?P<indent>[ \t]*)(?:- )?[\"']?(?:com\.datadoghq\.ad|ad\.datadoghq\.com/[\w.<>-]+)\.(?P<key>checks|check_names"
    r"|init_configs|instances|logs|tags)[\"']?\s*:\s*(?P<value>.*?)\s*$"
)
_BLOCK = re.compile(r"[|>][-+\d]*\s*(?:#.*)?")
# A file of the Agent's configuration in the values of its Helm chart.
_CONFIGURATION_OF_CHART = re.compile(r"\s+[\"']?(?P<check>[a-z]\w*)\.ya?ml[\"']?\s*:\s*[|>][-+\d]*\s*")
_QUOTED_TEXT = re.compile(r"'(?P<text>[\[{].*[\]}])'")


def faulty_annotation(code: str, find_fault: Callable[[str], int | None]) -> int | None:
    """The line (from 1) of the first annotation whose JSON can't be parsed; None if there is none."""
    for line, _, text in _annotations(code.split("\n")):
        fault = find_fault(text)
        if fault is not None:
            return line + fault - 1
    return None


def configured_checks(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(line from 1, check) of each check that an annotation or the values of the Agent's Helm chart configure."""
    for first, key, text in _annotations(lines):
        try:
            value = json.loads(text) if key == "checks" else None
        except (ValueError, RecursionError):
            continue  # RM-047 reports JSON that can't be parsed
        number, at = first, 0
        for check in value if isinstance(value, dict) else ():
            place = max(text.find(f'"{check}"', at), at)
            number, at = number + text.count("\n", at, place), place
            yield number, check
    for number, line in enumerate(lines, start=1):
        if line.strip() == "confd:":
            for at, below in enumerate(_block_below(lines[number:], len(line) - len(line.lstrip())), start=number + 1):
                if match := _CONFIGURATION_OF_CHART.fullmatch(below):
                    yield at, match["check"]


def _annotations(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """(line from 1, key, JSON) of each annotation: of a block below its key, or between single quotation marks."""
    for number, line in enumerate(lines, start=1):
        match = _ANNOTATED_KEY.match(line)
        if match and _BLOCK.fullmatch(match["value"]):
            yield number + 1, match["key"], "\n".join(_block_below(lines[number:], len(match["indent"])))
        elif match and (quoted := _QUOTED_TEXT.fullmatch(match["value"])):
            yield number, match["key"], quoted["text"].replace("''", "'")


def _block_below(lines: Sequence[str], indent: int) -> Iterator[str]:
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            return
        yield line
