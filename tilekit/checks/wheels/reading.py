"""The wheel of a listing as its checks read it."""

from collections.abc import Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.assets import Registrar
from tilekit.checks.finding import Spot, finding
from tilekit.core.kind import has_agent_check
from tilekit.media import wheel
from tilekit.media.wheel import WheelFacts, WheelName, parse_name
from tilekit.sections.configuration import Configuration
from tilekit.sections.overview import Overview

FIELD = "configuration.wheel"


class Wheel(Struct, frozen=True, kw_only=True):
    """The uploaded file; name is None where the file is not called like a wheel. check is the ID with underscores."""

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
        """The values of a header of METADATA, one for each time that it stands there."""
        return [line for line in (self.facts.metadata or {}).get(name, "").split("\n") if line.strip()]

    def spot(self, value: object = "", *, entry: str = "", **rest: object) -> Spot:
        """At the file; entry is the path in it that the finding is about."""
        pointer = f"/{entry}" if entry else ""
        return finding(path=FIELD, file=self.file, pointer=pointer, value=value, **rest)  # type: ignore[arg-type]

    def at_metadata(self, value: object = "", **rest: object) -> Spot:
        """At METADATA."""
        return self.spot(value, entry=f"{self.facts.dist_info}/METADATA", **rest)


def wheels(bundle: Bundle) -> Iterator[Wheel]:
    """The wheel of an Agent-based listing, where there is one; of another listing's WH-029 speaks."""
    file = bundle.file_of(bundle.section(Configuration).wheel)
    if file and has_agent_check(bundle.kind):
        yield Wheel(
            file=file,
            name=parse_name(file),
            facts=bundle.parse(file, wheel.inspect),
            check=bundle.section(Overview).integration_id.replace("-", "_"),
        )


rule = Registrar(wheels)
