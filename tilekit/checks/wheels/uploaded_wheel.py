"""Reads the wheel of a listing for its checks."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.finding import RawFinding, finding
from tilekit.core.kind import has_agent_check
from tilekit.media import wheel
from tilekit.media.wheel import WheelFacts, WheelName, parse_wheel_name
from tilekit.parse.python_modules import Module, parsed_module
from tilekit.sections.configuration import Configuration
from tilekit.sections.overview import Overview

WHEEL_FIELD = "configuration.wheel"
_DATA_FILES = ("conf.yaml.example", "conf.yaml.default", "metrics.yaml")


class Wheel(Struct, frozen=True, kw_only=True):
    """The uploaded file. name is None if the file name is not a valid wheel name. check is the ID with underscores."""

    file: str
    name: WheelName | None
    facts: WheelFacts
    check: str

    @property
    def package(self) -> str:
        return f"datadog-{self.check.replace('_', '-')}"

    @property
    def version(self) -> str:
        return (self.facts.metadata or {}).get("Version", "")

    def header(self, name: str) -> list[str]:
        """The values of a METADATA header, one for each occurrence."""
        return [line for line in (self.facts.metadata or {}).get(name, "").split("\n") if line.strip()]

    def finding(self, value: object = "", *, entry: str = "", **rest: Any) -> RawFinding:
        """A raw finding at the file; entry is the path in the wheel."""
        pointer = f"/{entry}" if entry else ""
        return finding(path=WHEEL_FIELD, file=self.file, pointer=pointer, value=value, **rest)

    def at_metadata(self, value: object = "", **rest: Any) -> RawFinding:
        """A raw finding at METADATA."""
        return self.finding(value, entry=f"{self.facts.dist_info}/METADATA", **rest)


def wheels(bundle: Bundle) -> Iterator[Wheel]:
    """The wheel of an Agent-based listing, if there is one. WH-029 reports wheels of other listings."""
    file = bundle.file_of(bundle.section(Configuration).wheel)
    if file and has_agent_check(bundle.kind):
        yield Wheel(
            file=file,
            name=parse_wheel_name(file),
            facts=bundle.parse(file, wheel.inspect),
            check=bundle.section(Overview).integration_id.replace("-", "_"),
        )


wheel_check = CheckDecorator(wheels)


def read_modules(data: bytes) -> dict[str, Module]:
    """Every Python file in the wheel as a module, by its path there; empty if the data is not a wheel."""
    return {name: parsed_module(text) for name, text in _texts_with_suffix(data, (".py",))}


def read_data(data: bytes) -> dict[str, str]:
    """Path in the wheel -> text, for the example configuration and the list of metrics."""
    return dict(_texts_with_suffix(data, _DATA_FILES))


def _texts_with_suffix(data: bytes, endings: tuple[str, ...]) -> list[tuple[str, str]]:
    names = [name for name in wheel.inspect(data).names if name.endswith(endings)]
    return list(wheel.read_texts(data, names))
