import pytest

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.manifest.cases import INTEGRATION, A, B, Case, W, assert_fixed, assert_found, case, name_of
from tests.tilekit.listing import listing
from tilekit.checks.context import Context

CASES = [
    case(
        "MF-037",
        B,
        {"/display_on_public_website": "yes"},
        '"display_on',
        "/display_on_public_website",
        path="overview.display_on_public_website",
        fixed_to='"display_on_public_website": true',
    ),
    case(
        "MF-038",
        A,
        {"/display_on_public_website": False},
        '"display_on',
        "/display_on_public_website",
        path="overview.display_on_public_website",
    ),
    case(
        "MF-039",
        B,
        {f"{INTEGRATION}/source_type_name": ""},
        '"source_type_name"',
        f"{INTEGRATION}/source_type_name",
        path="overview.source_type_name",
        fixed_to='"Acme Widget"',
    ),
    case(
        "MF-040",
        A,
        {f"{INTEGRATION}/source_type_name": "Zeta Stream"},
        '"source_type_name"',
        f"{INTEGRATION}/source_type_name",
        path="overview.source_type_name",
    ),
    case(
        "MF-041",
        B,
        {f"{INTEGRATION}/source_type_id": "7"},
        '"source_type_id"',
        f"{INTEGRATION}/source_type_id",
        path="basics.source_type_id",
    ),
    case(
        "MF-042",
        W,
        {f"{INTEGRATION}/events": {}},
        '"events"',
        f"{INTEGRATION}/events/creates_events",
        path="data.creates_events",
        fixed_to='"creates_events": false',
    ),
    case(
        "MF-053",
        A,
        {f"{INTEGRATION}/auto_install": "yes"},
        '"auto_install"',
        f"{INTEGRATION}/auto_install",
        path="configuration.auto_install",
        fixed_to='"auto_install": true',
    ),
    case(
        "MF-054",
        W,
        {f"{INTEGRATION}/process_signatures": ["acmed", "python3"]},
        '"python3"',
        f"{INTEGRATION}/process_signatures/1",
    ),
    case(
        "MF-054",
        W,
        {f"{INTEGRATION}/process_signatures": "acmed"},
        '"process_signatures"',
        f"{INTEGRATION}/process_signatures",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_fault_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed_to], ids=name_of)
def test_fix_removes_the_fault(case: Case) -> None:
    assert_fixed(case)


@pytest.mark.parametrize("name", ["acme_widget", "ACME Widget OAuth", "AcmeWidget", "Acme (Self-hosted)", "Widget"])
def test_display_name_may_resemble_the_title(name: str) -> None:
    """The name must be unique and can't change after publication, so it often differs from the title."""
    bundle = listing(manifest={f"{INTEGRATION}/source_type_name": name})

    assert "MF-040" not in {finding.code for finding in findings_in(bundle, "MF")}


def test_display_name_is_not_judged_after_publication() -> None:
    bundle = listing(manifest={f"{INTEGRATION}/source_type_name": "Zeta Stream"})

    assert "MF-040" in {finding.code for finding in findings_in(bundle, "MF")}
    assert "MF-040" not in {finding.code for finding in findings_in(bundle, "MF", context=Context(published=bundle))}
    assert "MF-040" not in {finding.code for finding in findings_in(bundle, "MF", context=Context())}  # it has a number
