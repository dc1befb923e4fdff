import pytest
from msgspec import Struct

from tilekit.core.field import Json
from tilekit.core.kind import ListingKind
from tilekit.sections import STEPS
from tilekit.sections.files import section_of_file
from tilekit.sections.legal import Legal
from tilekit.sections.overview import Overview
from tilekit.sections.pricing import Pricing
from tilekit.sections.release_notes import ReleaseNotes
from tilekit.sections.setup import Setup
from tilekit.sections.status import StepState, StepStatus, step_status
from tilekit.sections.steps import Step
from tilekit.sections.submission import SubmissionNotes
from tilekit.sections.support import Support

FREE = ListingKind(code_type="api_oauth")
PAID = ListingKind(route="marketplace", offering_type="software_license")
FILLED: dict[str, Json] = {
    "support_email": "support@acme.example",
    "support_md": "Write to us.",
    "maintainer_email": "team@acme.example",
}


class Found(Struct, frozen=True, dict=True):
    severity: str
    path: str = ""
    file: str = ""


def step(key: str) -> Step:
    return next(step for step in STEPS if step.key == key)


def support_status(values: dict[str, Json], *findings: Found) -> StepStatus:
    return step_status(step("support"), {"support": Support(values)}, FREE, findings=findings)


def test_step_is_not_started_while_nothing_is_there() -> None:
    status = support_status({})

    assert status.state is StepState.NOT_STARTED
    assert status.missing == ("support.support_email", "support.support_md", "support.maintainer_email")


def test_step_without_a_document_is_not_started() -> None:
    assert step_status(step("support"), {}, FREE, findings=()).state is StepState.NOT_STARTED


def test_step_is_in_progress_while_something_is_missing() -> None:
    assert support_status({"support_md": "Write to us."}).state is StepState.IN_PROGRESS


def test_step_is_ready_when_everything_required_is_there() -> None:
    assert support_status(FILLED).state is StepState.READY


def test_warnings_do_not_change_a_ready_step() -> None:
    findings = [Found("warning", "support.support_email"), Found("advice", "support.support_md")]

    assert support_status(FILLED, *findings) == StepStatus(state=StepState.READY, warnings=1, advice=1)


def test_blocker_needs_attention() -> None:
    assert support_status(FILLED, Found("blocker", "support.support_email")) == StepStatus(
        state=StepState.NEEDS_ATTENTION, blockers=1
    )


def test_blocker_about_an_empty_required_field_counts_as_missing() -> None:
    status = support_status({}, Found("blocker", "support.support_email"))

    assert (status.state, status.blockers) == (StepState.NOT_STARTED, 0)


@pytest.mark.parametrize("filled", [{}, {"video_url": "https://video.example/tour"}, {"vimeo_id": 123456789}])
def test_video_without_a_film_is_to_be_filled_in(filled: dict[str, Json]) -> None:
    """Choosing the type causes no blocker before anybody can have chosen a file or an address."""
    row = {"key": "a", "media_type": "video", "caption": "A tour", **filled}
    path = "overview.media[a].video"

    status = step_status(
        step("overview"), {"overview": Overview({"media": [row]})}, FREE, findings=[Found("blocker", path)]
    )

    assert (path in status.missing, status.blockers) == ((False, 1) if filled else (True, 0))


def test_findings_of_other_steps_do_not_count() -> None:
    assert support_status(FILLED, Found("blocker", "overview.title")) == StepStatus(state=StepState.READY)


def test_finding_without_a_field_counts_where_its_file_is_fixed() -> None:
    status = step_status(
        step("release_notes"),
        {"release_notes": ReleaseNotes({"entries": [{"key": "a", "version": "1.0.0", "date": "2025-03-01"}]})},
        FREE,
        findings=[Found("blocker", file="CHANGELOG.md")],
    )

    assert status.state is StepState.NEEDS_ATTENTION


def test_step_of_two_sections_waits_for_both() -> None:
    priced = Pricing(
        {"billing_type": "flat_fee", "unit_price": "9", "product_id": "queue", "short_description": "Per month"}
    )
    eula: Json = {"key": "", "name": "assets/eula.pdf", "sha256": "ab", "size": 1}

    half = step_status(step("pricing"), {"pricing": priced}, PAID, findings=())
    whole = step_status(step("pricing"), {"pricing": priced, "legal": Legal({"eula": eula})}, PAID, findings=())

    assert (half.state, half.missing, whole.state) == (StepState.IN_PROGRESS, ("legal.eula",), StepState.READY)


def test_step_does_not_apply_to_other_kinds() -> None:
    assert step_status(step("pricing"), {}, FREE, findings=()) == StepStatus(state=StepState.NOT_APPLICABLE)


def test_defaults_do_not_start_a_step() -> None:
    documents = {"submission": SubmissionNotes({"requested_release": "asap"})}

    assert step_status(step("review"), documents, FREE, findings=()).state is StepState.NOT_STARTED


def test_optional_step_is_ready_when_empty() -> None:
    """A licence may have an OAuth client, but doesn't need one."""
    assert step_status(step("configuration"), {}, PAID, findings=()).state is StepState.READY


def test_rows_lack_their_own_fields() -> None:
    documents = {"release_notes": ReleaseNotes({"entries": [{"key": "a", "date": "2025-03-01"}]})}

    assert step_status(step("release_notes"), documents, FREE, findings=()).missing == (
        "release_notes.entries[a].version",
    )


def test_setup_asks_sellers_what_happens_next() -> None:
    texts = Setup({"setup_md": "1. Sign up.", "uninstall_md": "Write to us."})

    assert step_status(step("setup"), {"setup": texts}, FREE, findings=()).state is StepState.READY
    assert step_status(step("setup"), {"setup": texts}, PAID, findings=()).missing == ("setup.post_purchase_md",)


@pytest.mark.parametrize(
    "path, section",
    [
        ("metadata.csv", "data"),
        ("README.md", "setup"),
        ("manifest.json", "overview"),
        ("images/a.png", "overview"),
        ("assets/dashboards/a.json", "content"),
        ("assets/logs/a.yaml", "data"),
        ("assets/oauth_clients.json", "configuration"),
        ("assets/eula.pdf", "legal"),
        ("datadog_checks/a/check.py", "configuration"),
        ("anything", "overview"),
    ],
)
def test_section_of_file(path: str, section: str) -> None:
    assert section_of_file(path) == section
