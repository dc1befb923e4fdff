"""The code of an Agent check, from the listing's folder, otherwise from the uploaded wheel."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any, Unpack

from msgspec import Struct, field

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, RawFinding, Severity, finding
from tilekit.checks.registry import CheckOptions, check
from tilekit.checks.wheels.uploaded_wheel import WHEEL_FIELD, read_data, read_modules, wheels
from tilekit.core.messages import N_, Message
from tilekit.parse.python_modules import Module, read_module
from tilekit.sections.overview import Overview

AGENT_PACKAGE = "datadog_checks/"
_IN_WHEEL, _AT_ENTRY = N_("{entry}, line {line}: {said}"), N_("{entry}: {said}")


class AgentSource(Struct, frozen=True, kw_only=True):
    """The code of an Agent check.

    package is `datadog_checks/<check>`. modules and data (the example configuration and the JMX metrics) are keyed by
    path. file is the wheel that contains them, "" if they are in the folder.
    """

    package: str
    file: str
    modules: Mapping[str, Module]
    data: Mapping[str, str]

    @property
    def shipped(self) -> Mapping[str, Module]:
        """The modules that run at customers: all but tests inside the package."""
        return {path: module for path, module in self.modules.items() if "/tests/" not in path}

    @property
    def is_jmx(self) -> bool:
        """Whether the package lists JMX metrics in its data folder. The Agent then collects them itself."""
        return f"{self.package}/data/metrics.yaml" in self.data

    def hit(self, path: str, line: int | None = None, column: int = 1, **rest: Any) -> "RawSourceFinding":
        """A problem in a file of the source. rest contains value, message, fix and the parameters of the message."""
        options = {name: rest.pop(name) for name in ("value", "message", "fix") if name in rest}
        return RawSourceFinding(source=self, path=path, line=line, column=column, parameters=rest, **options)


class RawSourceFinding(Struct, frozen=True, kw_only=True):
    """A problem in a file of the source; line is None for the whole file."""

    source: AgentSource
    path: str
    line: int | None = None
    column: int = 1
    value: str = ""
    message: str = ""
    fix: Fix | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)

    def finding(self, text: str) -> RawFinding:
        """The raw finding. If the file is in a wheel, the path is the wheel, and the message names the file inside.

        Files inside a wheel can't be fixed; files next to it can.
        """
        place: dict[str, Any] = {"line": self.line, "column": self.column if self.line else None}
        if not self.source.file:
            details: dict[str, Any] = {"message": self.message, "fix": self.fix, **self.parameters}
            return finding(file=self.path, value=self.value, **place, **details)
        is_packed = self.fix is not None and any(edit.file.startswith(AGENT_PACKAGE) for edit in self.fix.edits)
        message = Message(self.message or text, {"value": self.value, **self.parameters})
        return finding(
            path=WHEEL_FIELD,
            file=self.source.file,
            pointer=f"/{self.path}",
            value=self.value,
            message=_IN_WHEEL if self.line else _AT_ENTRY,
            fix=None if is_packed else self.fix,
            entry=self.path,
            said=message,
            **place,
        )


def source_of(bundle: Bundle) -> AgentSource | None:
    """The code of the listing's Agent check; None if there is none."""
    name = bundle.section(Overview).integration_id.replace("-", "_")
    paths = sorted(path for path in bundle.files if path.startswith(AGENT_PACKAGE))
    if paths:
        modules = {path: bundle.parse(path, read_module) for path in paths if path.endswith(".py")}
        data = {path: bundle.parse(path, _decode) for path in paths if "/data/" in path}
        return AgentSource(package=f"{AGENT_PACKAGE}{name or _package(paths)}", file="", modules=modules, data=data)
    for wheel in wheels(bundle):
        if not wheel.facts.fault:
            modules, data = bundle.parse(wheel.file, read_modules), bundle.parse(wheel.file, read_data)
            return AgentSource(package=f"{AGENT_PACKAGE}{wheel.check}", file=wheel.file, modules=modules, data=data)
    return None


def _package(paths: list[str]) -> str:
    return next((path.split("/")[1] for path in paths if path.count("/") > 1), "")


def _decode(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


SourceCheckFunction = Callable[[AgentSource, Bundle], Iterable[RawSourceFinding]]


def agent_source_check(
    code: str, severity: Severity, message: str, **options: Unpack[CheckOptions]
) -> Callable[[SourceCheckFunction], SourceCheckFunction]:
    """Register a check of the code. options are passed to `check`."""

    def register(function: SourceCheckFunction) -> SourceCheckFunction:
        @check(code=code, severity=severity, message=message, **options)
        @wraps(function)
        def run(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
            source = source_of(bundle)
            if source is not None:
                for hit in function(source, bundle):
                    yield hit.finding(message)

        return function

    return register
