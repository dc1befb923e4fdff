"""Reads conf.yaml.example: its options and the comments above each of them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from tilekit.checks.agent.source import AgentSource
from tilekit.core.fields import Json
from tilekit.parse.json_values import members
from tilekit.parse.positions import Unparsable
from tilekit.parse.text import lines_of
from tilekit.parse.yaml import YamlFile, parse_yaml

_PARAM = re.compile(r"(?P<indent> *)## *@param\b(?P<rest>.*)")
_PARTS = re.compile(
    r" +(?P<name>[\w.-]+) +- +(?P<type>[^-]+?) +- +(?P<need>required|optional)(?: +- +default: *(?P<default>.+))?\s*"
)
_OPTION = re.compile(r"(?P<indent> *)(?P<off># ?)?(?P<dash>- )?(?P<name>[A-Za-z_][\w.-]*):(?:\s+(?P<value>.*))?$")
_SECTION = re.compile(r"(?P<name>[a-z_]+):(?P<rest>.*)$")
_INDENT = 4


class Param(Struct, frozen=True, kw_only=True):
    """A documented option. Lines count from 1. name is "" if the @param line is malformed.

    about contains the lines of the description with their numbers. ends_well is True if exactly one `#` closes it.
    option is the line of the option below the description (0 if there is none). is_active is True if that line is not
    commented out. default is the one in the @param line, "" if it names none.
    """

    line: int
    indent: int
    section: str
    name: str
    type: str = ""
    is_required: bool = False
    default: str = ""
    about: tuple[tuple[int, str], ...] = ()
    ends_well: bool = False
    option: int = 0
    option_indent: int = 0
    is_active: bool = False
    value: str = ""

    @property
    def misplaced_line(self) -> int:
        """The line of the option or of @param, whichever has another indent than the generator's; 0 if both agree."""
        if not self.option or self.option_indent == self.indent:
            return 0
        return self.option if self.indent == _INDENT else self.line


class ExampleConfig(Struct, frozen=True, kw_only=True):
    """An example configuration. path is its path in the source.

    file is None if the text is not valid YAML; fault is then the reason.
    """

    path: str
    lines: tuple[str, ...]
    params: tuple[Param, ...]
    file: YamlFile | None = None
    fault: Unparsable | None = None

    def has(self, name: str) -> bool:
        return self.file is not None and name in members(self.file.value)

    def section(self, name: str) -> Json:
        return members(self.file.value).get(name) if self.file else None

    def options(self, name: str) -> dict[str, Json]:
        """The active options of init_config, or of the first instance."""
        section = self.section(name)
        return members(section[0] if isinstance(section, list) and section else section)

    def line_of(self, option: str, section: str) -> int:
        """The line of an option in its section. If it can't be found, the line of the section."""
        inside, start = "", 1
        for number, line in enumerate(self.lines, start=1):
            if match := _SECTION.match(line):
                inside = match["name"]
                start = number if inside == section else start
            option_match = _OPTION.match(line)
            if inside == section and option_match and option_match["name"] == option and option_match["indent"]:
                return number
        return start


def example_config(source: AgentSource) -> ExampleConfig | None:
    """The example configuration of the Agent check; None if there is none."""
    for name in ("conf.yaml.example", "conf.yaml.default"):
        path = f"{source.package}/data/{name}"
        if path in source.data:
            return _parse_example(path, source.data[path])
    return None


@lru_cache(maxsize=4)
def _parse_example(path: str, text: str) -> ExampleConfig:
    """The parsed example, cached because a dozen checks use it."""
    lines = tuple(lines_of(text))
    params = tuple(_params(lines))
    try:
        return ExampleConfig(path=path, lines=lines, params=params, file=parse_yaml(text.encode("utf-8", "replace")))
    except Unparsable as fault:
        return ExampleConfig(path=path, lines=lines, params=params, fault=fault)


def _params(lines: tuple[str, ...]) -> Iterator[Param]:
    section = ""
    for at, line in enumerate(lines):
        if match := _SECTION.match(line):
            section = match["name"]
        if match := _PARAM.match(line):
            yield _param(lines, at, match, section=section)


def _param(lines: tuple[str, ...], at: int, match: re.Match[str], *, section: str) -> Param:
    parts = _PARTS.fullmatch(match["rest"])
    about, end = _description_below(lines, at + 1)
    option = _option_at(lines, end)
    return Param(
        line=at + 1,
        indent=len(match["indent"]),
        section=section,
        name=parts["name"] if parts else "",
        type=parts["type"] if parts else "",
        is_required=parts is not None and parts["need"] == "required",
        default=(parts["default"] or "").strip() if parts else "",
        about=about,
        ends_well=lines[end - 1].strip() == "#" and (end == len(lines) or lines[end].strip() != "#"),
        option=option[0],
        option_indent=option[1],
        is_active=option[2],
        value=option[3],
    )


def _description_below(lines: tuple[str, ...], start: int) -> tuple[tuple[tuple[int, str], ...], int]:
    """((line number, text) of each line of the description below an @param line, index of the line after it)."""
    about: list[tuple[int, str]] = []
    for at in range(start, len(lines)):
        stripped = lines[at].strip()
        if stripped == "#":
            return tuple(about), at + 1
        if not stripped.startswith("##") or "@param" in stripped:
            return tuple(about), at
        about.append((at + 1, stripped[2:].strip()))
    return tuple(about), len(lines)


def _option_at(lines: tuple[str, ...], start: int) -> tuple[int, int, bool, str]:
    """The option that begins on this line: line number (0 for none), indent, whether it is active, and its value."""
    match = _OPTION.match(lines[start]) if start < len(lines) else None
    if not match:
        return 0, 0, False, ""
    indent = len(match["indent"]) + (len(match["dash"] or "") if not match["off"] else 0)
    return start + 1, indent, not match["off"], (match["value"] or "").strip()
