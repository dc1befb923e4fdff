"""Subject RN: new entries must have the right form; for old ones it is advice."""

from datetime import date

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text, only_finding
from tests.tilekit.listing import CHANGELOG, REMOVED, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Scope, Severity
from tilekit.core.messages import render

FILE = "CHANGELOG.md"
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER
UNKNOWN = Context()
TWO = CHANGELOG.replace("## 1.0.0", "## 1.1.0 / 2025-04-01\n\n***Added***:\n\n* A dashboard for consumers\n\n## 1.0.0")


def with_notes(text: str) -> Bundle:
    return listing(files={FILE: text})


def codes(bundle: Bundle, context: Context) -> list[str]:
    return [one.code for one in findings_in(bundle, "RN", context=context)]


def test_dates_in_the_wrong_order_are_shown_at_both_versions() -> None:
    finding = only_finding(with_notes(TWO.replace("2025-04-01", "2025-02-01")), "RN-011")

    assert [place.line for place in finding.other_places] == [3]


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
        ("RN-004", BLOCKER, CHANGELOG.replace("1.0.0", "First"), 3),
        ("RN-006", WARNING, CHANGELOG.replace("***Added***:\n\n", ""), 5),
        ("RN-007", ADVICE, TWO.replace("***Added***:\n\n* Initial", "* Initial"), 11),
        ("RN-008", BLOCKER, CHANGELOG.replace("* Initial release\n", ""), 5),
        ("RN-008", BLOCKER, CHANGELOG + "\n***Fixed***:\n", 9),
        ("RN-009", WARNING, TWO.replace("1.1.0 / 2025-04-01", "0.9.0 / 2025-02-01"), 9),
        ("RN-010", WARNING, TWO.replace("1.1.0", "1.0.0"), 9),
        ("RN-011", WARNING, TWO.replace("2025-04-01", "2025-02-01"), 9),
        ("RN-014", ADVICE, CHANGELOG.replace("1.0.0", "0.1.0"), 3),
        ("RN-017", ADVICE, TWO.replace("***Added***:\n\n* Initial", "* [Added] Initial"), 11),
        ("RN-018", BLOCKER, CHANGELOG.replace("Initial release", "<iframe src=x></iframe>"), 7),
        ("RN-018", BLOCKER, CHANGELOG.replace("Initial release", "[a](javascript:alert%281%29)"), 7),
    ],
)
def test_a_fault_gives_one_finding_with_its_line(code: str, severity: Severity, text: str, line: int) -> None:
    finding = only_finding(with_notes(text), code)

    assert (finding.severity, finding.file, finding.line) == (severity, FILE, line)


def test_heading_of_an_entry_that_is_new_since_the_publication_blocks() -> None:
    finding = only_finding(
        with_notes(TWO.replace("## 1.1.0 /", "## 1.1.0 -")), "RN-004", context=Context(published=with_notes(CHANGELOG))
    )

    assert (finding.severity, finding.line) == (BLOCKER, 3)


def test_only_an_entry_that_is_known_to_be_new_is_blocked() -> None:
    odd = CHANGELOG.replace(" / 2025-03-01", "").replace("***Added***:\n\n", "")
    newer = odd.replace("1.0.0", "1.1.0")

    first, unknown = (severities(with_notes(odd), context) for context in (Context(is_first=True), UNKNOWN))
    assert first == unknown == [("RN-004", WARNING), ("RN-006", WARNING)]
    assert severities(with_notes(odd), Context(published=with_notes(odd))) == [("RN-005", ADVICE), ("RN-007", ADVICE)]
    update = Context(published=with_notes(CHANGELOG))
    assert severities(with_notes(newer), update) == [("RN-004", BLOCKER), ("RN-006", BLOCKER)]


def severities(bundle: Bundle, context: Context) -> list[tuple[str, Severity]]:
    return [(one.code, one.severity) for one in findings_in(bundle, "RN", context=context)]


def test_a_version_that_is_not_higher_than_the_published_one_blocks() -> None:
    published = Context(published=with_notes(TWO))
    lower = TWO.replace("## 1.1.0", "## 1.0.5")

    findings = findings_with(with_notes(lower), "RN-012", context=published)

    assert [(one.severity, one.line, one.message.parameters["published"]) for one in findings] == [
        (BLOCKER, 3, "1.1.0")
    ]
    assert "RN-012" not in codes(with_notes(TWO.replace("## 1.1.0", "## 1.2.0")), published)


def test_a_change_without_a_note_is_told() -> None:
    published = Context(published=with_notes(TWO))
    changed = listing(files={FILE: TWO}, manifest={"/tile/title": "Acme Gadget"})
    finding = only_finding(changed, "RN-015", context=published)

    assert (finding.severity, finding.path) == (BLOCKER, "release_notes.entries")
    assert codes(with_notes(TWO), published) == []


def test_a_listing_has_release_notes() -> None:
    bundle = listing(files={FILE: None}, manifest={"/tile/changelog": REMOVED})
    finding = only_finding(bundle, "RN-001")

    assert (finding.severity, finding.path) == (BLOCKER, "release_notes.entries")
    assert codes(listing(files={FILE: None}), UNKNOWN) == []


TODAY = date(2026, 5, 1)
NEW = CHANGELOG.replace("2025-03-01", "2026-05-01")


def after_fix(text: str, code: str, context: Context) -> str:
    bundle = with_notes(text)
    finding = next(one for one in findings_in(bundle, "RN", context=context) if one.code == code)
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    data = bundle.files[FILE]
    return (data[: edit.start] + edit.replacement.encode() + data[edit.end :]).decode()


@pytest.mark.parametrize(
    "code,text,fixed",
    [
        ("RN-002", CHANGELOG.replace("- Acme Widget", "").replace("# CHANGELOG", "# Notes"), CHANGELOG),
        ("RN-002", CHANGELOG.replace("# CHANGELOG - Acme Widget\n\n", ""), CHANGELOG),
        ("RN-003", "# CHANGELOG - Acme Widget\n", NEW),
        ("RN-003", "# CHANGELOG - Acme Widget", NEW),
        ("RN-004", NEW.replace("## 1.0.0 / 2026-05-01", "## v1.0.0 - 2026/5/1"), NEW),
        ("RN-004", NEW.replace("## 1.0.0 / 2026-05-01", "##1.0.0/2026-05-01"), NEW),
        ("RN-006", CHANGELOG.replace("***Added***:\n\n", ""), CHANGELOG),
        ("RN-008", CHANGELOG + "\n***Fixed***:\n", CHANGELOG + "\n"),
        ("RN-017", CHANGELOG.replace("***Added***:\n\n* Initial", "* [added] Initial"), CHANGELOG),
        ("RN-017", CHANGELOG.replace("* Initial", "* [Added] Initial"), CHANGELOG),
        ("RN-018", CHANGELOG.replace("Initial", "<script>x</script>Initial"), CHANGELOG),
        ("RN-018", CHANGELOG.replace("Initial", "[Initial](javascript:x)"), CHANGELOG),
        ("RN-018", CHANGELOG + "* <iframe src=x></iframe>\n", CHANGELOG),
    ],
)  # fmt: skip
def test_a_fix_puts_it_right(code: str, text: str, fixed: str) -> None:
    assert after_fix(text, code, Context(is_first=True, today=TODAY)) == fixed


@pytest.mark.parametrize("text", [CHANGELOG, CHANGELOG.replace("\n", "\r\n"), "\ufeff" + CHANGELOG])
def test_a_fix_touches_its_line_only(text: str) -> None:
    text_after = after_fix(text.replace("1.0.0 /", "1.0.0 -"), "RN-004", Context(is_first=True))

    assert text_after == text


def test_a_heading_that_is_not_clear_has_no_fix() -> None:
    for heading in ("## Unreleased", "## 1.0.0 / 2025-02-30", "## 1.0.0 2025-01-01 2025-01-02", "## 1.0.0", "## v1.0"):
        bundle = with_notes(CHANGELOG.replace("## 1.0.0 / 2025-03-01", heading))
        (finding,) = findings_with(bundle, "RN-004")
        assert finding.fix is None


def test_a_date_in_the_future_has_a_day_of_grace() -> None:
    tomorrow, later = NEW.replace("2026-05-01", "2026-05-02"), NEW.replace("2026-05-01", "2026-05-03")

    assert codes(with_notes(tomorrow), Context(today=TODAY)) == []
    finding = only_finding(with_notes(later), "RN-011", context=Context(today=TODAY))
    assert (finding.severity, finding.line) == (WARNING, 3)


def test_notes_that_are_missing_are_begun() -> None:
    bundle = listing(files={FILE: None}, manifest={"/tile/changelog": REMOVED})
    finding = only_finding(bundle, "RN-001", context=Context(is_first=True, today=TODAY))

    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert (edit.file, edit.start, edit.end, edit.replacement) == (FILE, 0, 0, NEW)
    assert only_finding(bundle, "RN-001", context=Context(today=TODAY)).fix is None
    assert only_finding(with_notes("# CHANGELOG - Acme Widget\n"), "RN-003", context=Context(today=TODAY)).fix is None


def test_old_style_is_converted_under_one_heading_for_each_kind() -> None:
    old = TWO.replace("***Added***:\n\n* Initial release\n", "* [Added] One\n* [Added] Two\n* [Fixed]: Three\n")
    bundle = with_notes(old)
    finding = next(one for one in findings_in(bundle, "RN") if one.code == "RN-017")

    assert finding.message.parameters["n"] == 3
    assert fixed_text(bundle, finding).endswith("***Added***:\n\n* One\n* Two\n\n***Fixed***:\n\n* Three\n")


@pytest.mark.parametrize("step,kind,expected", [("1.1.1", "Added", "1.2.0"), ("1.2.0", "Removed", "2.0.0")])
def test_step_of_a_new_version_fits_its_kinds(step: str, kind: str, expected: str) -> None:
    text = TWO.replace("## 1.1.0", f"## {step} / 2025-05-01\n\n***{kind}***:\n\n* A monitor\n\n## 1.1.0")
    finding = only_finding(with_notes(text), "RN-013", context=Context(published=with_notes(TWO)))

    assert (finding.severity, finding.line, finding.fix) == (ADVICE, 3, None)
    assert finding.message.parameters == {"kind": kind, "expected": expected}
    assert codes(with_notes(text), Context(published=with_notes(text))) == []
    assert codes(with_notes(text), UNKNOWN) == []


def test_number_of_a_first_version_that_may_be_released_is_left_alone() -> None:
    assert codes(with_notes(CHANGELOG.replace("1.0.0", "1.0.1")), UNKNOWN) == []


OLDEST_FIRST = CHANGELOG + "\n## 1.1.0 / 2025-04-01\n\n_**Added**_:\n\n* A dashboard for consumers\n"


def test_newest_entry_is_the_highest_version_wherever_it_stands() -> None:
    assert codes(with_notes(OLDEST_FIRST), Context(published=with_notes(CHANGELOG))) == ["RN-009"]
    without_text = OLDEST_FIRST.replace("* A dashboard for consumers\n", "")
    findings = findings_in(with_notes(without_text), "RN", context=Context(published=with_notes(CHANGELOG)))
    assert [(one.code, one.line) for one in findings] == [("RN-009", 9), ("RN-008", 11)]


MARKS = ["_**Added**_:", "**Added:**", "*Added*", "__Added__", "### Added", "***Added:***"]


@pytest.mark.parametrize("mark", MARKS)
def test_kind_of_change_is_known_however_it_is_marked_up(mark: str) -> None:
    text = CHANGELOG.replace("***Added***:", mark)
    empty = CHANGELOG.replace("***Added***:", mark).replace("* Initial release", "* ")

    assert codes(with_notes(text), Context(is_first=True)) == []
    assert [(one.code, one.line) for one in findings_in(with_notes(empty), "RN")] == [("RN-008", 5)]


@pytest.mark.parametrize("text", ["**Added:** Initial release", "***Added***:\n\nInitial release", "Added: a board"])
def test_kind_of_change_with_a_text_that_is_no_list_has_text(text: str) -> None:
    notes = CHANGELOG.replace("***Added***:\n\n* Initial release", text)

    assert codes(with_notes(notes), Context(is_first=True)) == []


def test_entry_without_text_is_told() -> None:
    empty = TWO.replace("***Added***:\n\n* Initial release\n", "")
    finding = only_finding(with_notes(empty), "RN-007")

    assert (finding.line, finding.message.id) == (9, "This entry is empty. Describe what changed.")


@pytest.mark.parametrize("heading", ["**New**\n\n* One", "#### What is new\n\n* One", "Thanks to all.\n\n* One"])
def test_no_kind_is_named_above_what_the_partner_wrote_there(heading: str) -> None:
    text = CHANGELOG.replace("***Added***:\n\n* Initial release", heading)

    assert only_finding(with_notes(text), "RN-006").fix is None


def test_no_heading_of_a_version_is_rewritten() -> None:
    """Fixes of a changelog don't change its headings, however unusual they are."""
    odd = "# Release 1.1 and older\n\n## 1.0.1\n\n* [Added] x\n\n## v1.2.0 (2025-01-01)\n\n**Fixed**\n\n## 1 <b>x</b>\n"
    bundle = with_notes(odd)
    texts = [fixed_text(bundle, one) for one in findings_in(bundle, "RN", context=Context(today=TODAY)) if one.fix]

    assert texts
    for text in texts:
        assert [line for line in text.splitlines() if line.startswith("## ")] == [
            line for line in odd.splitlines() if line.startswith("## ")
        ]
        assert "# Release 1.1 and older" in text


def test_old_style_below_another_kind_is_for_the_partner() -> None:
    assert only_finding(with_notes(CHANGELOG.replace("* Initial", "* [Fixed] Initial")), "RN-017").fix is None


@pytest.mark.parametrize("underline", ["------------------", "==="])
def test_underlined_version_is_a_heading_of_another_form(underline: str) -> None:
    text = CHANGELOG.replace("## 1.0.0 / 2025-03-01", f"1.0.0 / 2025-03-01\n{underline}")

    finding = only_finding(with_notes(text), "RN-004")

    assert (finding.line, fixed_text(with_notes(text), finding)) == (3, CHANGELOG)
    empty = findings_in(with_notes(text + "\n***Fixed***:\n"), "RN", context=UNKNOWN)
    assert [(one.code, one.line) for one in empty] == [("RN-004", 3), ("RN-008", 10)]
    assert fixed_text(with_notes(text + "\n***Fixed***:\n"), empty[1]) == text + "\n"


@pytest.mark.parametrize(
    "title", ["#CHANGELOG - Acme\n", "# Changelog\n", "Release notes\n=============\n", "Changelog\r\n===\r\n"]
)
def test_title_takes_the_place_of_another_one(title: str) -> None:
    text = title + CHANGELOG.split("\n", 1)[1]

    finding = only_finding(with_notes(text), "RN-002")

    assert fixed_text(with_notes(text), finding) == CHANGELOG


def test_title_goes_above_a_comment_and_never_over_a_version() -> None:
    text = "<!--\n# Acme\n-->\n\n# Changelog\n" + CHANGELOG.split("\n", 1)[1]
    below = CHANGELOG.replace("\n", "\n\n<!--\n# Acme\n-->\n\n", 1)

    assert fixed_text(with_notes(text), only_finding(with_notes(text), "RN-002")) == below
    assert only_finding(with_notes("# Notes of 2.0\n" + CHANGELOG.split("\n", 1)[1]), "RN-002").fix is None


def test_unreleased_heading_may_wait_for_changes() -> None:
    text = CHANGELOG.replace("## 1.0.0", "## [Unreleased]\n\n## 1.0.0")

    assert codes(with_notes(text), UNKNOWN) == []
    assert codes(with_notes(text.replace("[Unreleased]", "0.9.0")), UNKNOWN) == ["RN-007", "RN-009"]


@pytest.mark.parametrize("other", ["* Plain", "* [Bug] One"])
def test_old_style_beside_changes_without_a_kind_is_for_the_partner(other: str) -> None:
    text = CHANGELOG.replace("***Added***:\n\n* Initial release", f"* [Added] Initial release\n{other}")

    assert [(one.code, one.fix) for one in findings_in(with_notes(text), "RN", context=UNKNOWN)] == [("RN-017", None)]


@pytest.mark.parametrize("change", ["Fixed a bug", "**Fixed**: a bug"])
def test_change_that_names_another_kind_is_not_named_added(change: str) -> None:
    text = CHANGELOG.replace("***Added***:\n\n* Initial release", f"* One board\n* {change}")

    assert {one.code: one.fix for one in findings_in(with_notes(text), "RN")}["RN-006"] is None


@pytest.mark.parametrize(
    "line",
    ["1.2.0 / 2025-03-01", "**1.2.0 / 2025-03-01**", "- v1.2.0: a board", "#### [1.2.0]", "Version 1.2.0 (1 March)"],
)
def test_version_in_no_heading_is_named_at_its_line(line: str) -> None:
    finding = only_finding(
        with_notes(f"# CHANGELOG - Acme Widget\n\n<!--\n1.0.0\n-->\n\n{line}\n\n* Board\n"), "RN-003"
    )

    assert (finding.line, "“## 1.2.0 / " in render(finding.message)) == (7, True)


@pytest.mark.parametrize("line", ["1.5 times faster", "We support API 1.2.0", "10.0.0.1 is the address"])
def test_number_in_a_text_is_no_version(line: str) -> None:
    assert only_finding(with_notes(f"# CHANGELOG - Acme Widget\n\n{line}\n"), "RN-003").line == 1


@pytest.mark.parametrize("change", ["* **_Fixed_**: a leak", "- __Added__ a board", "* **Security:** a library"])
def test_kind_in_its_change_is_to_stand_above_it(change: str) -> None:
    text = f"# CHANGELOG - Acme Widget\n\n## 1.0.0 / 2025-03-01\n\n{change}\n"

    new = only_finding(with_notes(text), "RN-006", context=UNKNOWN)
    old = only_finding(with_notes(text), "RN-007", context=Context(published=with_notes(text)))

    assert ["on its own line" in render(finding.message) for finding in (new, old)] == [True, True]


def test_first_version_is_not_made_up_above_a_text() -> None:
    context = Context(is_first=True, today=date(2026, 1, 31))
    title = CHANGELOG.partition("\n")[0] + "\n"

    assert only_finding(with_notes(title), "RN-003", context=context).fix is not None
    assert (
        only_finding(with_notes(title + "\n**1.2.0 / 2025-03-01**\n\n* Board\n"), "RN-003", context=context).fix is None
    )


@pytest.mark.parametrize(
    "heading,expected",
    [
        ("## 1.0.0 / 2024-02-30", "2024-02-30 is not a valid date. Correct it."),
        ("## [1.0.0] - 2024-13-01", "2024-13-01 is not a valid date. Correct it."),
        (
            "## 1.0.0 / 29/02/2024",
            "“29/02/2024” is not a date in the expected format. Example: “## 1.0.0 / 2026-01-31”.",
        ),
        ("## 1.0.0/2024-02-29", "The heading has wrong or missing spaces. Write “## 1.0.0 / 2024-02-29”."),
        ("##  1.0.0  /  2024-02-29", "The heading has wrong or missing spaces. Write “## 1.0.0 / 2024-02-29”."),
        ("## 1.0.0", "This heading has no date. Add one. Example: “## 1.0.0 / 2026-01-31”."),
        ("## v1.0.0 (2024-02-29)", "The heading does not have the usual format. Write “## 1.0.0 / 2024-02-29”."),
        ("### 1.0.0 / 2024-02-29", "The heading does not have the usual format. Write “## 1.0.0 / 2024-02-29”."),
    ],
)
def test_odd_heading_says_what_is_odd(heading: str, expected: str) -> None:
    live = with_notes(CHANGELOG.replace("## 1.0.0 / 2025-03-01", heading))

    assert render(only_finding(live, "RN-005", context=Context(published=live)).message) == expected


def test_odd_headings_of_older_versions_are_history() -> None:
    assert codes(with_notes(TWO.replace("## 1.0.0 / 2025-03-01", "## 1.0.0 (2024-02-29)")), UNKNOWN) == []


@pytest.mark.parametrize(
    "heading,field,expected",
    [
        ("## 1.0.0 / 2024-02-30", "date", "“2024-02-30” is not a valid date. Enter a date such as 2026-01-31."),
        ("## 1.0.0", "date", "Version 1.0.0 has no date. Enter one."),
        ("## 1.0 / 2024-02-29", "version", "“1.0” is not a version. Enter three numbers, such as 1.2.0."),
    ],
)
def test_in_the_wizard_version_and_date_are_fields(heading: str, field: str, expected: str) -> None:
    live = with_notes(CHANGELOG.replace("## 1.0.0 / 2025-03-01", heading))
    (finding,) = findings_with(live, "RN-005", context=Context(published=live), scope=Scope.SUBMISSION)

    assert (render(finding.message), finding.path.rpartition(".")[2]) == (expected, field)


def test_in_the_wizard_the_form_of_a_heading_is_only_reported_with_its_fix() -> None:
    old = with_notes(TWO.replace("## 1.0.0 / 2025-03-01", "##1.0.0/2025-03-01").replace("# CHANGELOG", "# Changes"))
    new = with_notes(CHANGELOG.replace("## 1.0.0 / 2025-03-01", "##1.0.0/2025-03-01"))
    assert findings_in(old, "RN", scope=Scope.SUBMISSION) == []  # no field contains the form or the title

    (finding,) = findings_in(new, "RN", context=Context(is_first=True), scope=Scope.SUBMISSION)

    assert (finding.code, fixed_text(new, finding)) == ("RN-004", CHANGELOG)


@pytest.mark.parametrize(
    "line,word",
    [
        ("### Breaking", "Breaking"),
        ("### ⚠ BREAKING CHANGES", "⚠ BREAKING CHANGES"),
        ("_**Improvements**_:", "Improvements"),
        ("***Known issues:***", "Known issues"),
        ("Bug fixes:", "Bug fixes"),
        ("#### **New**", "New"),
    ],
)
def test_word_in_the_place_of_a_kind_is_named_with_its_line(line: str, word: str) -> None:
    text = TWO.replace("***Added***:\n\n* Initial", f"{line}\n\n* Initial")
    old = only_finding(with_notes(text), "RN-007")
    new = only_finding(with_notes(CHANGELOG.replace("***Added***:", line)), "RN-006")

    message = f"“{word}” is not a known type of change. Use Added, Fixed, Changed, Removed, Deprecated or Security."
    assert (render(old.message), old.line) == (message, 11)
    assert (render(new.message), new.line) == (message, 5)


@pytest.mark.parametrize(
    "text, line",
    [("A first board:\nwith lines\n", 11), ("```\n### Breaking\n```\n", 9), ("* **New** boards\n", 11)],
)
def test_what_is_no_heading_of_changes_is_not_named(text: str, line: int) -> None:
    finding = only_finding(with_notes(TWO.replace("***Added***:\n\n* Initial release\n", text)), "RN-007")

    assert ("is not a known type" in render(finding.message), finding.line) == (False, line)
