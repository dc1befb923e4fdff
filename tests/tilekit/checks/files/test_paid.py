"""Subjects PR and EU: each rule on a paid listing that has that one fault."""

from collections.abc import Mapping

import pytest

from tests.tilekit.checks.running import findings, only
from tests.tilekit.listing import listing
from tests.tilekit.media.test_pdf import document
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Scope, Severity

EULA = "assets/eula.pdf"
PLAN: dict[str, object] = {
    "billing_type": "flat_fee",
    "unit_price": 25,
    "product_id": "widget",
    "short_description": "Per month",
    "includes_assets": True,
}
COUNTED: dict[str, object] = {
    **PLAN,
    "billing_type": "tag_count",
    "unit_price": 0.0075,
    "unit_label": "queue",
    "metric": "datadog.marketplace.acme.queues",
    "tag": "queue_id",
}
BLOCKER, WARNING = Severity.BLOCKER, Severity.WARNING


def paid(*plans: object, eula: bytes | None = None, **manifest: object) -> Bundle:
    data = document() if eula is None else eula
    changes = {"/pricing": list(plans), "/legal_terms": {"eula": EULA}, **manifest}
    return listing(manifest=changes, files={EULA: data})


@pytest.mark.parametrize("plan", [PLAN, COUNTED, {**PLAN, "billing_type": "one_time"}])
def test_a_good_plan_has_no_finding(plan: Mapping[str, object]) -> None:
    assert findings(paid(plan), "PR", scope=Scope.SUBMISSION) == []
    assert findings(paid(plan), "EU", scope=Scope.SUBMISSION) == []


@pytest.mark.parametrize(
    "code,severity,plan,field",
    [
        ("PR-002", BLOCKER, {**PLAN, "billing_type": "barter"}, "billing_type"),
        ("PR-002", BLOCKER, {**PLAN, "billing_type": ""}, "billing_type"),
        ("PR-003", BLOCKER, {**COUNTED, "metric": ""}, "metric"),
        ("PR-003", BLOCKER, {**COUNTED, "unit_label": ""}, "unit_label"),
        ("PR-004", BLOCKER, {**PLAN, "billing_type": "free"}, "billing_type"),
        ("PR-005", BLOCKER, {**PLAN, "unit_price": ""}, "unit_price"),
        ("PR-005", BLOCKER, {**PLAN, "tag": "queue_id"}, "tag"),
        ("PR-006", BLOCKER, {**PLAN, "unit_price": "$25.00"}, "unit_price"),
        ("PR-006", BLOCKER, {**PLAN, "unit_price": 0}, "unit_price"),
        ("PR-006", BLOCKER, {**PLAN, "unit_price": 0.005}, "unit_price"),
        ("PR-007", WARNING, {**COUNTED, "unit_label": "queues"}, "unit_label"),
        ("PR-007", WARNING, {**COUNTED, "unit_label": "q" * 31}, "unit_label"),
        ("PR-008", WARNING, {**COUNTED, "metric": "acme_widget.queues"}, "metric"),
        ("PR-009", BLOCKER, {**COUNTED, "tag": "queue id"}, "tag"),
    ],
)
def test_a_plan_with_a_fault_gives_one_finding(
    code: str, severity: Severity, plan: Mapping[str, object], field: str
) -> None:
    finding = only(paid(plan), code)

    assert (finding.severity, finding.path) == (severity, f"pricing.{field}")
    assert (finding.file, finding.pointer) == ("manifest.json", f"/pricing/0/{field}")


def test_a_dollar_sign_is_taken_away() -> None:
    finding = only(paid({**PLAN, "unit_price": "$25.00"}), "PR-006")

    assert finding.fix is not None
    assert finding.fix.values == {"pricing.unit_price": "25.00"}


def test_a_paid_listing_has_a_plan_and_keeps_one() -> None:
    asked = findings(paid(), "PR")
    assert [(one.code, one.severity) for one in asked] == [("PR-001", BLOCKER)] * 2
    assert {one.path for one in asked} == {"pricing.billing_type", "pricing.unit_price"}
    second = only(paid(PLAN, PLAN), "PR-010")
    assert (second.severity, second.pointer) == (WARNING, "/pricing/1")


def test_a_free_listing_has_no_finding() -> None:
    assert findings(listing(), "PR", scope=Scope.SUBMISSION) == []
    assert findings(listing(), "EU", scope=Scope.SUBMISSION) == []


@pytest.mark.parametrize(
    "code,data",
    [
        ("EU-003", b"PK\x03\x04 a word document"),
        ("EU-004", document()[:-60]),
        ("EU-004", b"%PDF-1.7\n" + b"\0" * 10_000_001 + b"\n%%EOF"),
        ("EU-005", document("script")),
        ("EU-005", document("attachment")),
        ("EU-005", document("launch")),
        ("EU-005", document("password")),
        ("EU-005", b"%PDF-1.7\nnothing\n%%EOF"),
    ],
)
def test_a_licence_with_a_fault_is_told_at_its_file(code: str, data: bytes) -> None:
    finding = only(paid(PLAN, eula=data), code)

    assert (finding.severity, finding.file, finding.path) == (BLOCKER, EULA, "legal.eula")


def test_a_paid_listing_has_a_licence() -> None:
    missing = listing(manifest={"/pricing": [PLAN]})
    lost = listing(manifest={"/pricing": [PLAN], "/legal_terms": {"eula": EULA}})
    word = listing(
        manifest={"/pricing": [PLAN], "/legal_terms": {"eula": "assets/eula.docx"}}, files={"assets/eula.docx": b"PK"}
    )

    assert (only(missing, "EU-001").severity, only(missing, "EU-001").path) == (BLOCKER, "legal.eula")
    assert only(lost, "EU-001").pointer == "/legal_terms/eula"
    assert only(word, "EU-002").severity is BLOCKER


def test_new_terms_ask_customers_again() -> None:
    before = Context(published=paid(PLAN, eula=document()))
    after = paid(PLAN, eula=document() + b"\n%%EOF\n")

    assert only(after, "EU-008", context=before).severity is WARNING
    assert findings(paid(PLAN), "EU", context=Context(published=paid(PLAN))) == []


@pytest.mark.parametrize("plans", [[7], [{"billing_type": 7, "unit_price": []}], "text"])
def test_odd_shapes_raise_nothing(plans: object) -> None:
    bundle = listing(manifest={"/pricing": plans})

    assert "EN-001" not in {finding.code for finding in findings(bundle, "PR")}
