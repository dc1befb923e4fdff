import pytest

from tests.tilekit.checks.check_runs import findings_with, fixed_text, only_finding
from tests.tilekit.checks.manifest.cases import A, B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.listing import REMOVED, listing
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.external_addresses import external_addresses
from tilekit.checks.manifest.author import manifest_addresses
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.core.messages import render

TESTED_FIXES = ("MF-036",)
CASES = [
    case("MF-030", B, {"/author/name": " "}, '"name": " "', "/author/name", path="overview.vendor_name"),
    case(
        "MF-030",
        A,
        {"/author/name": "Acme "},
        '"name": "Acme "',
        "/author/name",
        path="overview.vendor_name",
        fixed_to='"name": "Acme"',
    ),
    case(
        "MF-031",
        B,
        {"/author/homepage": "acme.example.org"},
        '"homepage"',
        "/author/homepage",
        path="overview.vendor_url",
        fixed_to='"https://acme.example.org"',
    ),
    case(
        "MF-031",
        B,
        {"/author/homepage": "https://192.168.0.1/"},
        '"homepage"',
        "/author/homepage",
        path="overview.vendor_url",
    ),
    case(
        "MF-031",
        B,
        {"/author/homepage": "https://localhost/"},
        '"homepage"',
        "/author/homepage",
        path="overview.vendor_url",
    ),
    case("MF-031", B, {"/author/homepage": REMOVED}, '"author": {', "/author/homepage", path="overview.vendor_url"),
    case(
        "MF-032",
        W,
        {"/author/homepage": "http://acme.example.org"},
        '"homepage"',
        "/author/homepage",
        path="overview.vendor_url",
        fixed_to='"https://acme.example.org"',
    ),
    case(
        "MF-034",
        B,
        {"/author/support_email": "mailto:help@acme.example.org"},
        '"support_email"',
        "/author/support_email",
        path="support.support_email",
        fixed_to='"help@acme.example.org"',
    ),
    case(
        "MF-034",
        B,
        {"/author/support_email": REMOVED},
        '"author": {',
        "/author/support_email",
        path="support.support_email",
    ),
    case(
        "MF-034",
        B,
        {"/author/sales_email": "sälés@acme.example.org"},
        '"sales_email"',
        "/author/sales_email",
        path="overview.sales_email",
    ),
    case(
        "MF-035",
        A,
        {"/author/support_email": "acme@gmail.com"},
        '"support_email"',
        "/author/support_email",
        path="support.support_email",
    ),
    case(
        "MF-035",
        A,
        {"/author/support_email": "jane.doe@acme.example.org"},
        '"support_email"',
        "/author/support_email",
        path="support.support_email",
    ),
    case("MF-036", B, {"/author/vendor_id": "acme_inc"}, '"vendor_id"', "/author/vendor_id", path="overview.vendor_id"),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


def test_published_vendor_id_is_put_back() -> None:
    bundle = listing(manifest={"/author/vendor_id": "acme-two"})
    published = listing(manifest={"/author/vendor_id": "acme"})

    finding = only_finding(bundle, "MF-036", context=Context(published=published))

    assert '"vendor_id": "acme"' in fixed_text(bundle, finding)


def test_address_that_does_not_answer() -> None:
    context = Context(is_first=True, network={"https://acme.example.org": "no answer within 5 s"})

    finding = only_finding(listing(), "MF-033", context=context)

    assert (finding.severity, finding.pointer) == (A, "/author/homepage")
    assert render(finding.message) == (
        "We could not reach https://acme.example.org (no answer within 5 s). Check the address."
    )


def test_every_address_that_is_probed_is_checked() -> None:
    resources = [{"url": "https://docs.acme.example", "resource_type": "blog"}]
    bundle = listing(manifest={"/tile/resources": resources})
    addresses = [url for _, url in manifest_addresses(manifest_of(bundle))]
    context = Context(network=dict.fromkeys(addresses, "404"))

    report = run_checks(bundle, context, select=["MF-033"])

    assert addresses == ["https://acme.example.org", "https://docs.acme.example"]
    assert set(addresses) <= set(external_addresses(bundle))
    assert {finding.message.parameters["url"] for finding in report.findings} == set(addresses)


def test_address_with_other_letters_is_not_called_no_address() -> None:
    (finding,) = findings_with(listing(manifest={"/author/sales_email": "hilfe@bücher.example"}), "MF-034")

    assert (
        render(finding.message)
        == "Many mail systems reject hilfe@bücher.example. Use an address with plain letters (a to z)."
    )
