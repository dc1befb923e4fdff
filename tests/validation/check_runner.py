"""Records which checks run, and replaces the catalogue of checks."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks import registry
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.registered_checks import all_checks
from tilekit.checks.registry import Check, check
from validation import instant, tasks
from validation.actions import catalogue, runs
from validation.actions import live as acting
from validation.queries import live as reading

NEW_CODE = "ZZ-001"


def checked_codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list to which the codes of all checks that run are appended."""
    codes: list[str] = []
    monkeypatch.setattr(registry, "_checks", {check.code: _noting(check, codes) for check in all_checks()})
    return codes


def use_catalogue(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """Give the checks another version."""
    for module in (instant, tasks, acting, catalogue, reading, runs):
        monkeypatch.setattr(module, "catalogue_version", lambda: version)


def add_check(
    monkeypatch: pytest.MonkeyPatch, *, severity: Severity = Severity.BLOCKER, says: bool = True, **options: object
) -> None:
    """Add the check ZZ-001, which has a finding for every title."""
    monkeypatch.setattr(registry, "_checks", dict(registry._checks))

    @check(code=NEW_CODE, severity=severity, message="No title is good enough.", **options)  # type: ignore[arg-type]  # options of a check
    def never_good_enough(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        if says:
            yield finding(path="overview.title")


def _noting(check: Check, codes: list[str]) -> Check:
    def run(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        codes.append(check.code)
        yield from check.function(bundle, context)

    return replace(check, function=run)
