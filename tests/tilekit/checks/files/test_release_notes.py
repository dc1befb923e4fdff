"""Subject RN: what is new is held to the form, what was there is advised."""

import pytest

from tests.tilekit.checks.running import findings, only
from tests.tilekit.listing import CHANGELOG, REMOVED, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Severity

FILE = "CHANGELOG.md"
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER
UNKNOWN = Context()
TWO = CHANGELOG.replace("## 1.0.0", "## 1.1.0 / 2025-04-01\n\n***Added***:\n\n* A dashboard for consumers\n\n## 1.0.0")


def with_notes(text: str) -> Bundle:
    return listing(files={FILE: text})


def codes(bundle: Bundle, context: Context) -> list[str]:
    return [one.code for one in findings(bundle, "RN", context=context)]


@pytest.mark.parametrize("text", [CHANGELOG, TWO, CHANGELOG.replace("* Initial", "- Initial")])
def test_notes_in_the_form_have_no_finding(text: str) -> None:
    assert codes(with_notes(text), UNKNOWN) == []
    assert codes(with_notes(text), Context(is_first=True)) == []


@pytest.mark.parametrize(
    "code,severity,text,line",
    [
        ("RN-002", ADVICE, CHANGELOG.replace("# CHANGELOG - Acme Widget\n", "\n"), 1),
        ("RN-003", WARNING, "# CHANGELOG - Acme Widget\n", 1),
        ("RN-004", WARNING, CHANGELOG.replace(" / 2025-03-01", " (2025-03-01)"), 3),
        ("RN-004", WARNING, CHANGELOG.replace("2025-03-01", "2025-02-30"), 3),
        ("RN-005", ADVICE, TWO.replace("1.0.0 / 2025-03-01", "1.0.0"), 9),
        ("RN-006", BLOCKER, CHANGELOG.replace("***Added***:\n\n", ""), 3),
        ("RN-007", ADVICE, TWO.replace("***Added***:\n\n* Initial", "* Initial"), 9),
        ("RN-008", BLOCKER, CHANGELOG.replace("* Initial release\n", ""), 5),
        ("RN-008", BLOCKER, CHANGELOG + "\n***Fixed***:\n", 9),
        ("RN-009", WARNING, TWO.replace("1.1.0", "1.2.0").replace("1.0.0", "1.3.0"), 9),
        ("RN-010", WARNING, TWO.replace("1.1.0", "1.0.0"), 9),
        ("RN-011", WARNING, TWO.replace("2025-04-01", "2025-02-01"), 9),
        ("RN-013", ADVICE, TWO.replace("1.1.0", "1.0.1"), 3),
        ("RN-013", ADVICE, TWO.replace("***Added***:\n\n* A", "***Removed***:\n\n* A"), 3),
        ("RN-014", ADVICE, CHANGELOG.replace("1.0.0", "0.1.0"), 3),
        ("RN-017", ADVICE, TWO.replace("***Added***:\n\n* Initial", "* [Added] Initial"), 11),
        ("RN-018", BLOCKER, CHANGELOG.replace("Initial release", "<iframe src=x></iframe>"), 7),
        ("RN-018", BLOCKER, CHANGELOG.replace("Initial release", "[a](javascript:alert%281%29)"), 7),
    ],
)
def test_a_fault_gives_one_finding_with_its_line(code: str, severity: Severity, text: str, line: int) -> None:
    finding = only(with_notes(text), code)

    assert (finding.severity, finding.file, finding.line) == (severity, FILE, line)


def test_heading_of_an_entry_that_is_new_since_the_publication_blocks() -> None:
    finding = only(
        with_notes(TWO.replace("## 1.1.0 /", "## 1.1.0 -")), "RN-004", context=Context(published=with_notes(CHANGELOG))
    )

    assert (finding.severity, finding.line) == (BLOCKER, 3)


def test_an_entry_that_may_be_old_is_only_advised() -> None:
    odd = CHANGELOG.replace(" / 2025-03-01", "").replace("***Added***:\n\n", "")

    assert codes(with_notes(odd), UNKNOWN) == ["RN-005", "RN-007"]
    assert codes(with_notes(odd), Context(published=with_notes(odd))) == ["RN-005", "RN-007"]


def test_a_version_that_is_not_higher_than_the_published_one_blocks() -> None:
    published = Context(published=with_notes(TWO))
    lower = TWO.replace("## 1.1.0", "## 1.0.5")

    found = [one for one in findings(with_notes(lower), "RN", context=published) if one.code == "RN-012"]

    assert [(one.severity, one.line, one.message.parameters["published"]) for one in found] == [(BLOCKER, 3, "1.1.0")]
    assert "RN-012" not in codes(with_notes(TWO.replace("## 1.1.0", "## 1.2.0")), published)


def test_a_change_without_a_note_is_told() -> None:
    published = Context(published=with_notes(TWO))
    changed = listing(files={FILE: TWO}, manifest={"/tile/title": "Acme Gadget"})
    finding = only(changed, "RN-015", context=published)

    assert (finding.severity, finding.path) == (WARNING, "release_notes.entries")
    assert codes(with_notes(TWO), published) == []


def test_a_listing_has_release_notes() -> None:
    bundle = listing(files={FILE: None}, manifest={"/tile/changelog": REMOVED})
    finding = only(bundle, "RN-001")

    assert (finding.severity, finding.path) == (BLOCKER, "release_notes.entries")
    assert codes(listing(files={FILE: None}), UNKNOWN) == []
