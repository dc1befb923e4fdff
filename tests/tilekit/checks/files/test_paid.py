"""Subjects PR and EU: each check on a paid listing with only that fault."""

import json
from collections.abc import Mapping
from datetime import date

import pytest
from msgspec.structs import replace

from tests.tilekit.checks.check_runs import FIRST, findings_in, fixed_text, only_finding
from tests.tilekit.checks.readme.cases import in_setup
from tests.tilekit.listing import CHANGELOG, METADATA, README, listing
from tests.tilekit.media.test_pdf import document
from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope, Severity
from tilekit.checks.fix_application import apply_fixes
from tilekit.core.messages import render
from tilekit.sections.submission import SubmissionNotes

TESTED_FIXES = ("EU-007", "EU-008", "PR-005", "PR-006", "PR-007", "PR-010")
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
BLOCKER, WARNING, ADVICE = Severity.BLOCKER, Severity.WARNING, Severity.ADVICE


def test_free_service_needs_no_plan() -> None:
    """The wizard of a free listing has no step for one."""
    service = {"manifest": {"/tile/classifier_tags": ["Offering::Professional Service"]}}

    assert "PR-001" not in {one.code for one in findings_in(listing(**service), "PR", scope=Scope.SUBMISSION)}


def paid(*plans: object, eula: bytes | None = None, readme: str | None = None, **manifest: object) -> Bundle:
    data = document() if eula is None else eula
    changes = {"/pricing": list(plans), "/legal_terms": {"eula": EULA}, **manifest}
    return listing(manifest=changes, files={EULA: data}, readme=readme)


@pytest.mark.parametrize(
    "plan", [PLAN, COUNTED, {**PLAN, "billing_type": "one_time", "short_description": "One review"}]
)
def test_a_good_plan_has_no_finding(plan: Mapping[str, object]) -> None:
    assert findings_in(paid(plan), "PR", scope=Scope.SUBMISSION) == []
    assert findings_in(paid(plan), "EU", scope=Scope.SUBMISSION) == []


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
        ("PR-006", BLOCKER, {**PLAN, "unit_price": "25.00"}, "unit_price"),
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
    finding = only_finding(paid(plan), code)

    assert (finding.severity, finding.path) == (severity, f"pricing.{field}")
    assert (finding.file, finding.pointer) == ("manifest.json", f"/pricing/0/{field}")


@pytest.mark.parametrize(
    "metric, declared, words",
    [
        ("datadog.marketplace.acme.queues", (), ""),
        ("datadog.marketplace.acme.queues", ("datadog.marketplace.acme.queues",), ""),
        ("datadog.marketplace.acme.queues", ("datadog.marketplace.acme.hosts",), "Choose one of them"),
        ("acme_widget.queues", ("datadog.marketplace.acme.hosts",), "Send a separate metric for billing"),
        ("acme_widget.queues", ("acme_widget.queues",), "Send a separate metric for billing"),
    ],
)
def test_a_billed_metric_is_one_of_those_for_billing(metric: str, declared: tuple[str, ...], words: str) -> None:
    row = METADATA.splitlines()[1]
    rows = [row.replace(row.partition(",")[0], name) for name in declared]
    table = "\n".join([*METADATA.splitlines(), *rows, ""]).encode()
    bundle = listing(
        manifest={"/pricing": [{**COUNTED, "metric": metric}], "/legal_terms": {"eula": EULA}},
        files={EULA: document(), "metadata.csv": table},
    )

    messages = [render(finding.message) for finding in findings_in(bundle, "PR")]

    assert (len(messages), all(words in text for text in messages)) == (bool(words), True)


def test_a_dollar_sign_is_taken_away() -> None:
    finding = only_finding(paid({**PLAN, "unit_price": "$25.00"}), "PR-006")

    assert finding.fix is not None
    assert finding.fix.values == {"pricing.unit_price": "25.00"}


@pytest.mark.parametrize(
    "price, fixed, words",
    [
        ("1,250.50", "1250.50", "above 0"),
        ("1.250,50", "1250.50", "above 0"),
        ("1 250", "1250", "above 0"),
        ("12,5 USD", "12.50", "above 0"),
        ("1.250,50 EUR", None, "not in EUR. Enter the amount in dollars, for example 1,250.50."),
        ("￥1200", None, "not in ¥"),
        ("1,250", None, "“1,250” can be read as two amounts. Write 1,250 or 1.25."),
        ("1.255", "1255", "at most two decimals"),
        ("abc", None, "The price must be a number above 0"),
        ("1e3", None, "Example: 1,250.50."),
        ("0", None, "The price must be above 0."),
        ("1000000000", None, "can't be higher than 999,999,999."),
        ("25 per host", None, "“25 per host” contains more than an amount."),
        ("25 USD per host", None, "“25 USD per host” contains more than an amount."),
        ("25 chf", None, "not in chf"),
        ("1,250.555", None, "at most two decimals"),
        ("２５", "25", "above 0"),
    ],
)
def test_a_price_is_changed_only_if_its_meaning_is_certain(price: str, fixed: str | None, words: str) -> None:
    finding = only_finding(paid({**PLAN, "unit_price": price}), "PR-006")

    assert words in render(finding.message)
    assert (dict(finding.fix.values) if finding.fix else None) == (fixed and {"pricing.unit_price": fixed})


def test_a_price_that_can_be_read_in_two_ways_is_reported_for_counted_plans() -> None:
    finding = only_finding(paid({**COUNTED, "unit_price": "1.250"}), "PR-006")

    assert render(finding.message, "fr").endswith("1,25.")
    finding = only_finding(paid({**COUNTED, "unit_price": "1.255"}), "PR-006")
    assert render(finding.message) == "“1.255” can be read as two amounts. Write 1,255 or 1.2550."


def test_a_missing_answer_is_named_with_the_words_of_the_wizard() -> None:
    finding = only_finding(paid({**COUNTED, "metric": ""}), "PR-003")

    assert render(finding.message) == "A monthly price per unit needs “Metering metric”. Fill it in."


def test_a_paid_listing_has_a_plan_and_keeps_one() -> None:
    asked = findings_in(paid(), "PR")
    assert [(one.code, one.severity, one.pointer) for one in asked] == [("PR-001", BLOCKER, "/pricing")]
    fields = {one.path: render(one.message) for one in findings_in(paid(), "PR", scope=Scope.SUBMISSION)}
    assert fields == {"pricing.billing_type": "Choose how customers pay.", "pricing.unit_price": "Enter a price."}
    twice = paid(PLAN, PLAN)
    second = only_finding(twice, "PR-010")
    assert (second.severity, second.pointer) == (WARNING, "/pricing/1")
    assert json.loads(fixed_text(twice, second))["pricing"] == [PLAN]


def test_a_free_listing_has_no_finding() -> None:
    assert findings_in(listing(), "PR", scope=Scope.SUBMISSION) == []
    assert findings_in(listing(), "EU", scope=Scope.SUBMISSION) == []


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
    finding = only_finding(paid(PLAN, eula=data), code)

    assert (finding.severity, finding.file, finding.path) == (BLOCKER, EULA, "legal.eula")


def test_a_paid_listing_has_a_licence() -> None:
    missing = listing(manifest={"/pricing": [PLAN]})
    lost = listing(manifest={"/pricing": [PLAN], "/legal_terms": {"eula": EULA}})
    word = listing(
        manifest={"/pricing": [PLAN], "/legal_terms": {"eula": "assets/eula.docx"}}, files={"assets/eula.docx": b"PK"}
    )

    assert (only_finding(missing, "EU-001").severity, only_finding(missing, "EU-001").path) == (BLOCKER, "legal.eula")
    assert only_finding(lost, "EU-001").pointer == "/legal_terms/eula"
    assert only_finding(word, "EU-002").severity is BLOCKER


@pytest.mark.parametrize(
    "heading,line,is_told",
    [
        ("1.1.0 / 2026-05-01", "New License terms", True),
        ("1.1.0 / 2026-05-01", "Updated EULA", True),
        ("1.1.0 / 2026-05-01", "The licence names the new company", True),
        ("1.2.0 / 2026-05-02\n\n***Fixed***:\n\n* A typo\n\n## 1.1.0 / 2026-05-01", "New terms of use", True),
        ("1.1.0 / 2026-05-01", "Faster start", False),
    ],
)
def test_new_terms_are_told_in_a_release_note_of_any_wording(heading: str, line: str, is_told: bool) -> None:
    notes = CHANGELOG.replace("## 1.0.0", f"## {heading}\n\n***Changed***:\n\n* {line}\n\n## 1.0.0")
    after = paid(PLAN, eula=document() + b"\n%%EOF\n")
    noted = Bundle(
        basics=after.basics,
        documents=after.documents,
        files=Files.of({**{path: after.files[path] for path in after.files}, "CHANGELOG.md": notes.encode()}),
    )

    findings = findings_in(noted, "EU", context=Context(published=paid(PLAN), today=TODAY))

    assert [one.code for one in findings] == ([] if is_told else ["EU-008"])


def test_new_terms_ask_customers_again() -> None:
    before = Context(published=paid(PLAN, eula=document()))
    after = paid(PLAN, eula=document() + b"\n%%EOF\n")

    finding = only_finding(after, "EU-008", context=replace(before, today=TODAY))

    assert (finding.severity, finding.file, finding.fix) == (WARNING, EULA, None)
    notes = CHANGELOG + "\n## 1.1.0 / 2026-05-01\n\n***Added***:\n\n* A dashboard\n"
    begun = Bundle(
        basics=after.basics,
        documents=after.documents,
        files=Files.of({**{path: after.files[path] for path in after.files}, "CHANGELOG.md": notes.encode()}),
    )
    fix = only_finding(begun, "EU-008", context=replace(before, today=TODAY)).fix
    assert fix is not None
    noted = apply_fixes(begun, [fix])
    assert noted.files["CHANGELOG.md"].decode() == notes + "\n***Changed***:\n\n* New license terms\n"
    assert findings_in(noted, "EU", context=replace(before, today=TODAY)) == []
    assert findings_in(paid(PLAN), "EU", context=Context(published=paid(PLAN))) == []


@pytest.mark.parametrize("label,new", [("queues", "queue"), ("queries", "query"), ("q" * 31, None), ("größen", None)])
def test_a_unit_is_written_in_the_singular(label: str, new: str | None) -> None:
    finding = only_finding(paid({**COUNTED, "unit_label": label}), "PR-007")

    assert (dict(finding.fix.values) if finding.fix else None) == (new and {"pricing.unit_label": new})


@pytest.mark.parametrize("plans", [[7], [{"billing_type": 7, "unit_price": []}], "text"])
def test_odd_shapes_raise_nothing(plans: object) -> None:
    bundle = listing(manifest={"/pricing": plans})

    findings_in(bundle, "PR")


@pytest.mark.parametrize("days", [6, 91, -1, 14.5, "14", True])
def test_a_trial_has_whole_days(days: object) -> None:
    finding = only_finding(paid({**PLAN, "trial_days": days}), "PR-011")

    assert (finding.severity, finding.path, finding.pointer) == (BLOCKER, "pricing.trial_days", "/pricing/0/trial_days")


@pytest.mark.parametrize(
    "days, reason",
    [(5, "shorter than 7 days"), (120, "longer than 90 days"), ("a while", "not a whole number of days")],
)
def test_a_refused_trial_is_explained(days: object, reason: str) -> None:
    text = render(only_finding(paid({**PLAN, "trial_days": days}), "PR-011").message)

    assert reason in text
    assert str(days) in text


@pytest.mark.parametrize("days", [0, 7, 90, None])
def test_a_trial_may_be_left_out(days: object) -> None:
    assert findings_in(paid({**PLAN, "trial_days": days}), "PR") == []


TODAY = date(2026, 5, 1)


def with_requested_release(bundle: Bundle, **options: str) -> Bundle:
    return replace(bundle, documents={**bundle.documents, "submission": SubmissionNotes(dict(options))})


@pytest.mark.parametrize(
    "price,options,codes",
    [
        (26, {}, ["PR-012"]),
        (26, {"requested_release": "on_date", "requested_release_on": "2026-05-30"}, ["PR-012"]),
        (26, {"requested_release": "on_date", "requested_release_on": "soon"}, ["PR-012"]),
        (26, {"requested_release": "on_date", "requested_release_on": "2026-05-31"}, []),
        (24, {}, []),
        (25, {}, []),
    ],
)
def test_a_higher_price_is_announced(price: int, options: Mapping[str, str], codes: list[str]) -> None:
    context = Context(published=paid(PLAN), today=TODAY)
    findings = findings_in(
        with_requested_release(paid({**PLAN, "unit_price": price}), **options),
        "PR",
        context=context,
        scope=Scope.SUBMISSION,
    )

    assert [(finding.code, finding.severity, finding.path) for finding in findings] == [
        (code, WARNING, "pricing.unit_price") for code in codes
    ]


def test_a_price_rise_needs_to_know_what_day_it_is() -> None:
    context = Context(scope=Scope.SUBMISSION, published=paid(PLAN))

    assert run_checks(paid({**PLAN, "unit_price": 30}), context, select=["PR-012"]).skipped == ("PR-012",)


def test_texts_and_plan_name_one_price() -> None:
    readme = README.replace(
        "Connect your account",
        "It costs $1,200.50 per month, or $25 per month. Run `echo $9/month`. Connect your account",
    )
    bundle = listing(manifest={"/pricing": [PLAN], "/legal_terms": {"eula": EULA}}, readme=readme)
    finding = only_finding(bundle, "PR-013")

    assert (finding.severity, finding.file, finding.column) == (ADVICE, "README.md", 10)
    assert finding.message.parameters == {"value": "1,200.50", "price": "25"}


@pytest.mark.parametrize(
    "text, value",
    [
        ("Each message costs $25 per month.", "message"),
        ("It costs $25 per message.", "message"),
        ("Each user costs $25 per month.", ""),
        ("It costs $25 per active user per month.", ""),
        ("An organisation with 10 users pays $25 per user.", ""),
    ],
)
def test_unit_in_texts_is_that_of_the_plan(text: str, value: str) -> None:
    plan = {**COUNTED, "unit_price": 25, "unit_label": "user", "short_description": "Per user"}
    report = run_checks(listing(manifest={"/pricing": [plan]}, readme=in_setup(text)), FIRST, select={"PR-013"})

    assert [finding.value for finding in report.findings] == ([value] if value else [])


def test_a_licence_of_pictures_is_told() -> None:
    finding = only_finding(paid(PLAN, eula=document("picture")), "EU-006")

    assert (finding.severity, finding.file, finding.path) == (ADVICE, EULA, "legal.eula")


@pytest.mark.parametrize("value,is_fixed", [("legal", False), (" legal@acme.example ", True), (7, False), ("", False)])
def test_a_legal_contact_is_an_address(value: object, is_fixed: bool) -> None:
    bundle = paid(PLAN, **{"/legal_terms": {"eula": EULA, "legal_email": value}})
    finding = only_finding(bundle, "EU-007")

    assert (finding.severity, finding.pointer) == (WARNING, "/legal_terms/legal_email")
    assert (finding.fix is not None) == is_fixed
    if is_fixed:
        assert json.loads(fixed_text(bundle, finding))["legal_terms"]["legal_email"] == "legal@acme.example"


def test_an_old_manifest_with_terms_names_the_contact() -> None:
    assert only_finding(paid(PLAN, **{"/terms": {"eula": EULA}}), "EU-007").pointer == "/terms/legal_email"
    assert findings_in(paid(PLAN, **{"/legal_terms": {"eula": EULA, "legal_email": "legal@acme.example"}}), "EU") == []


@pytest.mark.parametrize("label", ["SaaS", "DNS", "Kubernetes", "device series", "process", "status", "alias"])
def test_a_label_that_only_ends_like_a_plural_stays(label: str) -> None:
    assert findings_in(paid({**COUNTED, "unit_label": label}), "PR") == []


@pytest.mark.parametrize(
    "label,new", [("processes", "process"), ("caches", "cache"), ("AWS accounts", "AWS account"), ("boxes", "box")]
)
def test_a_plural_is_put_in_the_singular(label: str, new: str) -> None:
    fix = only_finding(paid({**COUNTED, "unit_label": label}), "PR-007").fix

    assert fix
    assert dict(fix.values) == {"pricing.unit_label": new}
