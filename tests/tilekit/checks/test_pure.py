"""What a run said whatever the context holds for the next run over the same listing."""

from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace

from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks import registry
from tilekit.checks.catalogue import all_checks, check_of
from tilekit.checks.context import Context, Taken
from tilekit.checks.engine import pure_part, run_checks
from tilekit.checks.finding import Scope, Severity, Spot, finding
from tilekit.checks.unchecked import codes_of

_BROKEN = {"metadata.csv": b"metric_name\nx\nx\n", "assets/dashboards/acme_widget_overview.json": b"{"}
FIRST = Context(scope=Scope.SUBMISSION, is_first=True, taken=Taken(), today=date(2026, 3, 2), network={})


def broken() -> Bundle:
    return listing(manifest={"/tile/title": ""}, files=_BROKEN)


def second() -> Context:
    """Another day, beside something that is published."""
    return replace(FIRST, is_first=False, published=broken(), today=date(2020, 1, 1))


def noting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes of the checks that are asked from now on."""
    asked: list[str] = []
    monkeypatch.setattr(registry, "_checks", {check.code: _noting(check, asked) for check in all_checks()})
    return asked


@pytest.mark.parametrize("bundle", [listing(), broken()], ids=["sound", "broken"])
def test_run_that_knows_the_pure_part_says_the_same_as_one_that_asks_everything(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = pure_part(run_checks(bundle, FIRST, watched=True))
    whole = run_checks(bundle, second())
    asked, subjects = noting(monkeypatch), list[str]()

    again = run_checks(bundle, second(), known=known, on_subject=subjects.append)

    assert (again.findings, again.skipped, again.grandfathered) == (whole.findings, whole.skipped, whole.grandfathered)
    assert len(known.codes) > 450
    assert subjects == sorted({check.subject for check in all_checks()})
    assert asked


def test_findings_alike_keep_their_order_and_their_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_checks", dict(registry._checks))

    @registry.check(code="ZZ-001", severity=Severity.ADVICE, message="The {n}. of many.")
    def many(bundle: Bundle, context: Context) -> Iterator[Spot]:
        for number in range(8):
            yield finding(file="README.md", line=1, n=number)

    whole = run_checks(listing(), FIRST, watched=True)

    again = run_checks(listing(), FIRST, known=pure_part(whole))

    assert again.findings == whole.findings
    assert len({each.fingerprint for each in again.findings if each.code == "ZZ-001"}) == 8


def test_pure_check_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = pure_part(run_checks(listing(), FIRST, watched=True))
    asked = noting(monkeypatch)

    run_checks(listing(), FIRST, known=known)

    assert known.codes.isdisjoint(asked)
    assert asked


def test_check_that_reads_the_context_is_no_part_of_it() -> None:
    known = pure_part(run_checks(listing(), FIRST, watched=True))

    asking = {check.code for check in all_checks() if check.needs}
    assert known.codes.isdisjoint(asking | {"RN-007", "MF-038"})


def test_check_that_could_not_be_finished_runs_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Iterator[Spot]:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setitem(registry._checks, "MF-004", replace(check_of("MF-004"), function=fails))
        report = run_checks(listing(), FIRST, watched=True)

    known = pure_part(report)
    assert codes_of(report.unchecked) == {"MF-004"}
    assert "MF-004" not in known.codes | {each.code for each in known.findings}


def _noting(check: registry.Check, asked: list[str]) -> registry.Check:
    def run(bundle: Bundle, context: Context) -> Iterator[Spot]:
        asked.append(check.code)
        yield from check.function(bundle, context)

    return replace(check, function=run)
