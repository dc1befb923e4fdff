from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tilekit.checks.files.test_cross_parts import agent
from tests.tilekit.json_values import JSON
from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Scope
from tilekit.checks.registered_checks import all_checks
from tilekit.core.basics import Basics
from tilekit.core.field import Json
from tilekit.core.fields import Flag
from tilekit.core.messages import Message, render
from tilekit.sections import SECTIONS, section_of

CODES = {"FD-001", "FD-002", "FD-003", "FD-004", "FD-005", "FD-006"}
TESTED_FIXES = ("FD-003",)
PAID = Basics(route="marketplace")
BIG = {"key": "k", "name": "acme.yaml", "sha256": "ab", "size": 10_000_001}
FILE = {"key": "k", "name": "dashboard.json", "sha256": "ab", "size": 1}


def field_findings(
    documents: Mapping[str, Mapping[str, Json]],
    code: str,
    *,
    basics: Basics | None = None,
    scope: Scope = Scope.CONTENT,
) -> list[Finding]:
    typed = {key: section_of(key)(values) for key, values in documents.items()}
    bundle = Bundle(basics=basics or Basics(), documents=typed, files=Files.of({}))
    return list(run_checks(bundle, Context(scope=scope), select={code}).findings)


def paths(findings: list[Finding]) -> list[str]:
    return sorted(finding.path for finding in findings)


def rendered_messages(findings: list[Finding]) -> list[str]:
    return [render(finding.message) for finding in findings]


def test_example_is_a_message_that_is_translated() -> None:
    (finding,) = field_findings({"overview": {"title": {"a": 1}}}, "FD-006")

    assert isinstance(finding.message.parameters["example"], Message)


def test_required_speaks_in_a_submission_only() -> None:
    documents: dict[str, dict[str, Json]] = {"support": {}}

    assert field_findings(documents, "FD-001") == []
    assert paths(field_findings(documents, "FD-001", scope=Scope.SUBMISSION)) == ["support.maintainer_email"]


def test_required_is_content_with_what_is_there() -> None:
    documents: dict[str, dict[str, Json]] = {
        "support": {"support_md": "Write to us.", "maintainer_email": "team@acme.example"}
    }

    assert field_findings(documents, "FD-001", scope=Scope.SUBMISSION) == []


def test_required_asks_only_the_kinds_that_need_it() -> None:
    documents: dict[str, dict[str, Json]] = {"pricing": {"short_description": "Per broker"}}

    assert field_findings(documents, "FD-001", scope=Scope.SUBMISSION) == []
    assert paths(field_findings(documents, "FD-001", basics=PAID, scope=Scope.SUBMISSION)) == ["pricing.product_id"]


def test_required_asks_for_the_fields_of_rows() -> None:
    documents: dict[str, dict[str, Json]] = {
        "content": {"dashboards": [{"key": "a", "file": FILE}, {"key": "b"}, {"short_name": "x", "file": FILE}]}
    }

    findings = field_findings(documents, "FD-001", scope=Scope.SUBMISSION)

    assert paths(findings) == ["content.dashboards[a].short_name"]


def test_required_passes_over_what_other_values_do_not_ask_for() -> None:
    values: dict[str, Json] = {"attest_accuracy": True, "attest_sandbox_test": True}
    soon: dict[str, dict[str, Json]] = {"submission": {**values, "requested_release": "asap"}}
    dated: dict[str, dict[str, Json]] = {"submission": {**values, "requested_release": "on_date"}}

    assert paths(field_findings(soon, "FD-001", scope=Scope.SUBMISSION)) == []
    assert paths(field_findings(dated, "FD-001", scope=Scope.SUBMISSION)) == ["submission.requested_release_on"]


def test_required_says_what_to_do_by_kind_of_field() -> None:
    documents: dict[str, dict[str, Json]] = {
        "content": {"dashboards": [{"key": "a", "short_name": "x"}]},
        "submission": {"requested_release": "asap", "attest_sandbox_test": True},
    }

    assert rendered_messages(field_findings(documents, "FD-001", scope=Scope.SUBMISSION)) == [
        "“JSON export” has no file yet. Upload one before you submit.",
        "Have someone who knows the product read the whole preview, then tick “Content is accurate and your own”.",
    ]


def test_every_statement_says_what_to_do_before_it_is_ticked() -> None:
    fields = [field for section in SECTIONS for field in section.fields.values() if isinstance(field, Flag)]
    statements = [field for field in fields if field.attests]

    assert len(statements) > 5
    assert [field.label for field in statements if field.task == Flag("").task] == []
    assert [field.label for field in fields if "{label}" not in field.task] == []


def test_length_counts_characters() -> None:
    findings = field_findings({"overview": {"vendor_name": "x" * 101}}, "FD-002")

    assert rendered_messages(findings) == ["“Vendor name” has 101 characters; the limit is 100. Shorten it."]
    assert [finding.severity for finding in findings] == ["warning"]


def test_length_advises_to_write_more() -> None:
    logs: dict[str, dict[str, Json]] = {"data": {"log_pipeline_note": "Short."}}
    findings = field_findings(logs, "FD-002")

    assert [(finding.path, finding.severity) for finding in findings] == [("data.log_pipeline_note", "advice")]


def test_length_at_the_limit_is_fine() -> None:
    assert field_findings({"overview": {"vendor_name": "x" * 100, "overview_md": "x" * 8000}}, "FD-002") == []


def test_length_blocks_a_file_that_is_too_large() -> None:
    findings = field_findings({"data": {"log_pipeline_yaml": BIG}}, "FD-002")

    assert [(finding.path, finding.severity) for finding in findings] == [("data.log_pipeline_yaml", "blocker")]
    assert rendered_messages(findings) == [
        "The file for “Log pipeline” is 10.1 MB; the limit is 5 MB. Upload a smaller one."
    ]


@pytest.mark.parametrize(
    "section, field, value",
    [
        ("support", "maintainer_email", "nobody"),
        ("support", "support_url", "http://help.acme.example"),
        ("pricing", "product_id", "Acme Queue"),
    ],
)
def test_form_finds_what_is_malformed(section: str, field: str, value: Json) -> None:
    basics = PAID if section == "pricing" else Basics()
    documents: dict[str, dict[str, Json]] = {section: {field: value}, "configuration": {"code_type": "api_oauth"}}
    documents[section] = {**documents[section], field: value}

    findings = field_findings(documents, "FD-003", basics=basics)

    assert [finding.path.startswith(f"{section}.{field}") for finding in findings] == [True]
    assert "{" not in rendered_messages(findings)[0]


def test_form_says_how_to_write_it() -> None:
    assert rendered_messages(field_findings({"support": {"maintainer_email": "nobody"}}, "FD-003")) == [
        "“nobody” is not a valid e-mail address. Enter one address, for example integrations-team@acme.example."
    ]


def test_form_asks_for_https_if_only_that_is_missing() -> None:
    (text,) = rendered_messages(field_findings({"support": {"support_url": "http://help.acme.example"}}, "FD-003"))

    assert "does not start with https://. Enter the https address for “Support site”" in text


@pytest.mark.parametrize(
    "path, value, meant",
    [
        ("configuration.min_agent_version", "7.52", "7.52.0"),
        ("configuration.min_agent_version", " v7.52.1 ", "7.52.1"),
        ("configuration.min_agent_version", "7.x", "7.0.0"),
        ("configuration.min_agent_version", "7.52 or later", ""),
        ("configuration.package_version", "1.2", "1.2.0"),
        ("support.support_url", "help.acme.example/queue?a=1", "https://help.acme.example/queue?a=1"),
        ("support.support_url", "http://help.acme.example", ""),  # https is required, and another page may be there
        ("support.support_url", "javascript:alert(1)", ""),
        ("support.support_url", "see our help", ""),
        ("support.support_url", "help@acme.example", ""),
        ("support.maintainer_email", "mailto:jo@acme.example", "jo@acme.example"),
        ("support.maintainer_email", "Jo <jo@acme.example>", "jo@acme.example"),
        ("support.maintainer_email", "jo@acme.example, al@acme.example", ""),
    ],
)
def test_form_offers_the_only_value_that_can_be_meant(path: str, value: str, meant: str) -> None:
    section, field = path.split(".")
    documents: dict[str, dict[str, Json]] = {"configuration": {"code_type": "agent"}}
    documents[section] = {**documents.get(section, {}), field: value}

    (raw,) = field_findings(documents, "FD-003", scope=Scope.SUBMISSION)

    assert (dict(raw.fix.values) if raw.fix else {}) == ({path: meant} if meant else {})


def test_form_names_the_limits_of_an_address() -> None:
    assert rendered_messages(field_findings({"support": {"maintainer_email": f"{'a' * 65}@b.example"}}, "FD-003")) == [
        "The e-mail address is too long. It can have at most 254 characters, and 64 before the @."
    ]


def test_form_shortens_what_it_quotes() -> None:
    assert len(rendered_messages(field_findings({"support": {"maintainer_email": "x" * 5000}}, "FD-003"))[0]) < 250


def test_option_finds_what_is_not_on_the_list() -> None:
    findings = field_findings({"submission": {"requested_release": "soon"}}, "FD-004")

    assert rendered_messages(findings) == ["“soon” is not an option for “Release”. Choose one from the list."]
    assert paths(findings) == ["submission.requested_release"]


def test_option_finds_each_unknown_of_a_list() -> None:
    documents: dict[str, dict[str, Json]] = {"data": {"other_submitted_data": ["Service checks", "Dreams", "Wishes"]}}

    assert len(field_findings(documents, "FD-004")) == 2


def test_count_finds_too_many() -> None:
    rows: Json = [{"key": str(n), "url": "https://a.example", "resource_type": "blog"} for n in range(11)]

    assert rendered_messages(field_findings({"overview": {"resources": rows}}, "FD-005")) == [
        "“Resources” has 11 entries; the limit is 10. Remove some."
    ]


def test_shape_finds_what_the_field_cannot_hold() -> None:
    documents: dict[str, dict[str, Json]] = {"overview": {"media": "none", "title": 7}}

    assert paths(field_findings(documents, "FD-006")) == ["overview.media", "overview.title"]


def test_value_that_a_field_cannot_hold_is_shown_as_json() -> None:
    (finding,) = field_findings({"overview": {"title": {"a": True}}}, "FD-006")

    assert finding.message.parameters["value"] == '{"a": true}'
    assert finding.value == "{'a': True}", "waivers depend on it"


def test_shape_speaks_alone() -> None:
    documents: dict[str, dict[str, Json]] = {"support": {"maintainer_email": ["a"]}}

    others = [field_findings(documents, code, scope=Scope.SUBMISSION) for code in sorted(CODES - {"FD-006"})]

    assert others == [[], [], [], [], []]


def test_what_the_catalogue_speaks_for_is_left_to_it() -> None:
    documents: dict[str, dict[str, Json]] = {
        "overview": {"vendor_url": "acme", "categories": ["Dreams"], "title": "x" * 51},
        "support": {"support_email": "nobody"},
    }

    assert [field_findings(documents, code) for code in ("FD-002", "FD-003", "FD-004")] == [[], [], []]


@settings(max_examples=40)
@given(
    values=st.fixed_dictionaries(
        {section.key: st.dictionaries(st.sampled_from(list(section.fields)), JSON, max_size=4) for section in SECTIONS}
    )
)
def test_checks_take_any_document(values: dict[str, dict[str, Json]]) -> None:
    typed = {key: section_of(key)(section_of(key).coerced(part)) for key, part in values.items()}
    bundle = Bundle(basics=PAID, documents=typed, files=Files.of({}))

    report = run_checks(bundle, Context(scope=Scope.SUBMISSION), select=CODES)

    assert report.unchecked == ()
    assert all("{label}" not in render(finding.message) for finding in report.findings)


def test_catalogue_holds_the_generic_checks() -> None:
    assert {check.code for check in all_checks()} >= CODES


def test_submission_asks_once_for_a_metric_to_check() -> None:
    bundle = agent("gauge('depth', 1)")

    report = run_checks(bundle, Context(scope=Scope.SUBMISSION), select={"MF-047", "XC-027"})

    assert [one.code for one in report.findings] == ["MF-047"]
