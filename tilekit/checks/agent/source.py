"""The code of an Agent check as its rules read it: from the listing's folder, else from the uploaded wheel."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Unpack

from msgspec import Struct, field

from tilekit.bundle import Bundle
from tilekit.checks.agent.packed import read_data, read_modules
from tilekit.checks.agent.python import Module, read_module
from tilekit.checks.assets import Options
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, Severity, Spot, finding
from tilekit.checks.registry import check
from tilekit.checks.wheels.reading import FIELD, wheels
from tilekit.core.messages import N_, Message
from tilekit.sections.overview import Overview

ROOT = "datadog_checks/"
_IN_WHEEL, _AT_ENTRY = N_("{entry}, line {line}: {said}"), N_("{entry}: {said}")


class Source(Struct, frozen=True, kw_only=True):
    """modules and data (example configuration, list of metrics) by path; package is `datadog_checks/<check>`.

    file is the wheel that holds them, "" if they lie in the folder.
    """

    package: str
    file: str
    modules: Mapping[str, Module]
    data: Mapping[str, str]

    @property
    def is_jmx(self) -> bool:
        """Whether the Agent reads the metrics itself, from the list in the data folder of the package."""
        return f"{self.package}/data/metrics.yaml" in self.data

    def hit(self, path: str, line: int | None = None, column: int = 1, **rest: object) -> "Hit":
        """Something in a file of the source; rest is value, message, fix, and values of the message."""
        known = {name: rest.pop(name) for name in ("value", "message", "fix") if name in rest}
        return Hit(source=self, path=path, line=line, column=column, parameters=rest, **known)  # type: ignore[arg-type]


class Hit(Struct, frozen=True, kw_only=True):
    """What a rule says about a file of the source; line is None for all of it."""

    source: Source
    path: str
    line: int | None = None
    column: int = 1
    value: str = ""
    message: str = ""
    fix: Fix | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)

    def spot(self, text: str) -> Spot:
        """The spot; a file in a wheel is named by the message, because the file that people see is the wheel.

        Files in the wheel cannot be fixed, files next to it can.
        """
        place: dict[str, object] = {"line": self.line, "column": self.column if self.line else None}
        if not self.source.file:
            shown = {"message": self.message, "fix": self.fix, **self.parameters}
            return finding(file=self.path, value=self.value, **place, **shown)  # type: ignore[arg-type]
        is_packed = self.fix is not None and any(edit.file.startswith(ROOT) for edit in self.fix.edits)
        said = Message(self.message or text, {"value": self.value, **self.parameters})
        return finding(
            path=FIELD,
            file=self.source.file,
            pointer=f"/{self.path}",
            value=self.value,
            message=_IN_WHEEL if self.line else _AT_ENTRY,
            fix=None if is_packed else self.fix,
            entry=self.path,
            said=said,
            **place,  # type: ignore[arg-type]
        )


def source_of(bundle: Bundle) -> Source | None:
    """The code of the listing; None if it holds none."""
    name = bundle.section(Overview).integration_id.replace("-", "_")
    paths = sorted(path for path in bundle.files if path.startswith(ROOT))
    if paths:
        modules = {path: bundle.parse(path, read_module) for path in paths if path.endswith(".py")}
        data = {path: bundle.parse(path, _text) for path in paths if "/data/" in path}
        return Source(package=f"{ROOT}{name or _package(paths)}", file="", modules=modules, data=data)
    for wheel in wheels(bundle):
        if not wheel.facts.fault:
            modules, data = bundle.parse(wheel.file, read_modules), bundle.parse(wheel.file, read_data)
            return Source(package=f"{ROOT}{wheel.check}", file=wheel.file, modules=modules, data=data)
    return None


def _package(paths: list[str]) -> str:
    return next((path.split("/")[1] for path in paths if path.count("/") > 1), "")


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


Rule = Callable[[Source, Bundle], Iterable[Hit]]


def agent_rule(code: str, severity: Severity, message: str, **options: Unpack[Options]) -> Callable[[Rule], Rule]:
    """Register a rule over the code; options are those of `check`. In a wheel nothing is offered to be fixed."""

    def register(rule: Rule) -> Rule:
        @check(code=code, severity=severity, message=message, **options)
        def run(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
            source = source_of(bundle)
            if source is not None:
                for hit in rule(source, bundle):
                    yield hit.spot(message)

        return rule

    return register
