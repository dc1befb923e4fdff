"""Names and types that contradict the rest of the listing, and similar ones that don't."""

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import FIRST
from tests.tilekit.checks.files.test_monitors import GOOD as MONITOR
from tests.tilekit.checks.json_files import changed
from tests.tilekit.checks.readme.cases import in_setup
from tests.tilekit.listing import CHANGELOG, README, listing
from tilekit.bundle import Bundle
from tilekit.checks.engine import run_checks

PIPELINE = {"assets/logs/acme-widget.yaml": "id: acme-widget\npipeline:\n  filter: {query: 'source:acme-widget'}\n"}
TITLE, NOTES_TITLE = README.splitlines()[0], CHANGELOG.splitlines()[0]
CHECK_QUERY = '"acme_widget.can_connect".over("*").by("host").last(2).count_by_status()'


def codes(bundle: Bundle, code: str) -> list[str]:
    return [one.code for one in run_checks(bundle, FIRST, select={code}).findings]


@pytest.mark.parametrize(
    "title, is_reported",
    [
        ("Vendor Queue", True), ("Agent Check: Kafka", True), ("Acme Widget integration", False),
        ("acme_widget", False), ("AcmeWidget for Datadog", False), ("Agent Check: AW", False), ("Integration", False),
        ("Acme", False),
    ],
)  # fmt: skip
def test_titles_name_the_listing(title: str, is_reported: bool) -> None:
    notes = CHANGELOG.replace(NOTES_TITLE, f"# CHANGELOG - {title}", 1)

    assert codes(listing(readme=README.replace(TITLE, f"# {title}", 1)), "RM-014") == ["RM-014"] * is_reported
    assert codes(listing(files={"CHANGELOG.md": notes}), "RN-002") == ["RN-002"] * is_reported


@pytest.mark.parametrize(
    "sentence, is_reported",
    [
        ("Logs have the source `widget`.", True), ("Set the log source to **widget**.", True),
        ("Filter the logs by the source **widget**.", True), ("Logs have the source `acme-widget`.", False),
        ("The data source `widget` sends logs.", False), ("Open source `widget` is free.", False),
    ],
)  # fmt: skip
def test_sentences_name_the_source_of_the_pipeline(sentence: str, is_reported: bool) -> None:
    assert codes(listing(readme=in_setup(sentence), files=PIPELINE), "XC-035") == ["XC-035"] * is_reported


@pytest.mark.parametrize(
    "text, line",
    [
        ("```yaml\nsource: acme-wdget\nservice: acme\n```", 11),
        ('```toml\n[sinks.logs]\nsource = "acme-wigdet"\n```', 12),
        ("```\nDD_SOURCE=acme-widgget\n```", 11),
        ("Edit it:\n\n    logs:\n      - type: file\n        source: acme-wodget", 14),
        ("Filter on `source:acme-wdget`.", 10),
        ("```yaml\nsource: acme-gadget\n```", None),  # another thing, not a typo
        ("```yaml\nsource: acme-widgets\n```", None),
        ('```hcl\nsource = "acme-wdget/agent"\n```', None),
        ("```yaml\nsource: https://acme-wdget.example\n```", None),
        ("Events have the tag `source:acme_widget`.", None),
        ("```yaml\nsource: acme-widget\nservice: acme-wdget\n```", None),
    ],
)
def test_misspelled_source_is_reported_in_any_example(text: str, line: int | None) -> None:
    report = run_checks(listing(readme=in_setup(text), files=PIPELINE), FIRST, select={"XC-035"})

    assert [one.line for one in report.findings] == ([line] if line else [])


@pytest.mark.parametrize(
    "code, changes, is_reported",
    [
        ("MN-005", {"/definition/type": "service check"}, True),
        ("MN-005", {"/definition/query": CHECK_QUERY}, True),
        ("MN-005", {"/definition/type": "service check", "/definition/query": CHECK_QUERY}, False),
        (
            "MN-022",
            {"/definition/message": "More than {threshold} wait in {{queue.name}}. Restart the consumers."},
            True,
        ),
        ("MN-022", {"/definition/message": "Look at {{queue.name}}, and run `echo ${value} {id}` on its host."}, False),
    ],
)
def test_type_and_message_fit_the_query(code: str, changes: dict[str, object], is_reported: bool) -> None:
    assert codes(listing_with("monitors", changed(MONITOR, changes)), code) == [code] * is_reported


def test_a_uuid_of_zeros_is_none() -> None:
    assert codes(listing(manifest={"/app_uuid": "00000000-0000-0000-0000-000000000000"}), "MF-003") == ["MF-003"]


def test_two_parts_of_a_section_have_different_headings() -> None:
    twice = "### Host\n\nOne.\n\n### Host\n\nTwo."
    once = "### Host\n\nOne.\n\n## More\n\n### Host\n\nTwo."

    assert codes(listing(readme=in_setup(twice)), "RM-016") == ["RM-016"]
    assert codes(listing(readme=in_setup(once)), "RM-016") == []


def test_bold_names_are_listed() -> None:
    assert codes(listing(readme=in_setup("Watch **acme_widget.queue.size**.")), "RM-042") == ["RM-042"]
    assert codes(listing(readme=in_setup("Watch **acme_widget.queue.depth** and acme_widget.x.*.")), "RM-042") == []
