"""The vendor of a listing is its organisation or a confirmed alias."""

import pytest

from tests.tilekit.listing import listing
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Scope
from tilekit.checks.manifest.vendor import is_own_vendor
from tilekit.sections.initial_values import Vendor

TESTED_FIXES = ("MF-059",)
OWN = Vendor(name="Northquay", url="https://www.northquay.co.uk", id="northquay")
ALIAS = Vendor(name="Acme", url="", id="acme")


def vendor_findings(changes: dict[str, object], *vendors: Vendor) -> list[Finding]:
    context = Context(scope=Scope.SUBMISSION, is_first=True, vendors=vendors)
    report = run_checks(listing(manifest=changes), context, select={"MF-036", "MF-059", "MF-060"})
    return list(report.findings)


def of_vendor(vendor_id: str, name: str, homepage: str = OWN.url) -> dict[str, object]:
    return {"/author/vendor_id": vendor_id, "/author/name": name, "/author/homepage": homepage}


@pytest.mark.parametrize(
    "vendor_id, name, paths",
    [
        ("northquay", "Northquay", []),
        ("", "Northquay", []),
        ("acme", "Acme", []),
        ("", "Acme", []),
        ("acme", "Northquay", ["overview.vendor_name"]),
        ("northquay", "Acme", ["overview.vendor_name"]),
        ("bigcorp", "Bigcorp", ["overview.vendor_id", "overview.vendor_name"]),
        ("", "NORTHQUAY", ["overview.vendor_name"]),
        ("Northquay", "Northquay", ["overview.vendor_id"]),
    ],
)
def test_the_id_and_the_name_belong_together(vendor_id: str, name: str, paths: list[str]) -> None:
    assert sorted(finding.path for finding in vendor_findings(of_vendor(vendor_id, name), OWN, ALIAS)) == paths
    assert is_own_vendor(vendor_id, name, (OWN, ALIAS)) == (not paths)


def test_the_command_lists_the_checks_as_skipped() -> None:
    report = run_checks(listing(manifest=of_vendor("bigcorp", "Bigcorp")), Context(scope=Scope.SUBMISSION))
    assert {"MF-059", "MF-060"} <= set(report.skipped)


@pytest.mark.parametrize(
    "homepage, is_found",
    [
        ("https://docs.northquay.co.uk/a", False),
        ("https://NORTHQUAY.co.uk", False),
        ("https://other.co.uk", True),
        ("https://northquay.co.uk.evil.example", True),
        ("not an address", False),
    ],
)
def test_web_addresses_are_compared_by_registrable_domain(homepage: str, *, is_found: bool) -> None:
    codes = [finding.code for finding in vendor_findings(of_vendor("northquay", "Northquay", homepage), OWN, ALIAS)]
    assert codes == ["MF-060"] * is_found


def test_a_published_vendor_id_of_another_company_may_change() -> None:
    before = listing(manifest=of_vendor("bigcorp", "Bigcorp"))
    now = listing(manifest=of_vendor("northquay", "Northquay"))
    context = Context(scope=Scope.SUBMISSION, published=before, vendors=(OWN,))
    assert [finding.code for finding in run_checks(now, context, select={"MF-036", "MF-059"}).findings] == []
    kept = run_checks(before, context, select={"MF-059"})
    assert kept.grandfathered == frozenset()
