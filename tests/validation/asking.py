"""Which checks are asked, and another catalogue to ask."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks import registry
from tilekit.checks.catalogue import all_checks
from tilekit.checks.context import Context
from tilekit.checks.finding import Severity, Spot, finding
from tilekit.checks.registry import Check, check
from validation import instant, kept, tasks
from validation.actions import kept as keeping
from validation.actions import live as acting
from validation.actions import runs
from validation.queries import live as reading

NEW_RULE = "ZZ-001"


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes of the checks that are asked from now on."""
    asked: list[str] = []
    monkeypatch.setattr(registry, "_checks", {check.code: _noting(check, asked) for check in all_checks()})
    return asked


def use_catalogue(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """The rules have another version from now on."""
    for module in (instant, kept, tasks, keeping, acting, reading, runs):
        monkeypatch.setattr(module, "catalogue_version", lambda: version)


def add_rule(
    monkeypatch: pytest.MonkeyPatch, *, severity: Severity = Severity.BLOCKER, says: bool = True, **options: object
) -> None:
    """One more rule, ZZ-001: it has something against every title."""
    monkeypatch.setattr(registry, "_checks", dict(registry._checks))

    @check(code=NEW_RULE, severity=severity, message="No title is good enough.", **options)  # type: ignore[arg-type]  # options of a check
    def never_good_enough(bundle: Bundle, context: Context) -> Iterator[Spot]:
        if says:
            yield finding(path="overview.title")


def _noting(check: Check, asked: list[str]) -> Check:
    def run(bundle: Bundle, context: Context) -> Iterator[Spot]:
        asked.append(check.code)
        yield from check.function(bundle, context)

    return replace(check, function=run)
