"""A fix is accepted only if its finding is gone, there is no new blocker or warning, and no limit is exceeded."""

from collections.abc import Iterator

import pytest

from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks import registry
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.fix_application import FixApplication, apply_fixes
from tilekit.checks.registered_checks import all_checks, check_of
from tilekit.checks.registry import check
from tilekit.core.messages import Message
from tilekit.parse.positions import Position, Unparsable
from tilekit.sections.overview import Overview

CODE, OTHER = "QQ-001", "QQ-002"
_CONTEXT = Context()


@pytest.fixture(autouse=True)
def own_checks() -> Iterator[None]:
    """Remove the checks that a test registers after it."""
    before = dict(registry._checks)
    yield
    registry._checks.clear()
    registry._checks.update(before)


def word_check(
    code: str,
    word: bytes,
    replacement: str,
    *,
    file: str = "README.md",
    severity: Severity = Severity.ADVICE,
    stage: Stage = Stage.INSTANT,
    follow_ups: tuple[str, ...] = (),
) -> None:
    """Register a check that finds each occurrence of a word and has a fix that replaces it."""

    @check(code=code, severity=severity, message="", fix=FixClass.SUGGESTED, stage=stage, follow_ups=follow_ups)
    def find(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        at = bundle.files[file].find(word)
        while at >= 0:
            edit = Edit(file=file, start=at, end=at + len(word), replacement=replacement)
            yield finding(file=file, line=1, value=at, fix=Fix(title=Message("Replace it"), edits=(edit,)))
            at = bundle.files[file].find(word, at + len(word))


def run(bundle: Bundle, *codes: str, context: Context = _CONTEXT) -> FixApplication:
    fix_application = FixApplication(bundle, context, frozenset(codes))
    fix_application.run()
    return fix_application


def test_fix_that_leaves_its_finding_is_refused() -> None:
    word_check(CODE, b"Acme", "Acme Acme")
    bundle = listing()

    fix_application = run(bundle, CODE)

    assert (fix_application.done, fix_application.bundle) == ([], bundle)
    assert fix_application.refused


def test_fix_that_breaks_a_file_is_refused() -> None:
    word_check(CODE, b'"author"', "author", file="manifest.json")

    assert run(listing(), CODE).done == []


@pytest.mark.parametrize("severity, new", [("advice", []), ("warning", [OTHER]), ("blocker", [OTHER])])
def test_fix_that_brings_a_blocker_or_a_warning_is_refused(severity: str, new: list[str]) -> None:
    word_check(CODE, b"one", "two")
    word_check(OTHER, b"two", "", severity=Severity(severity))

    fix_application = run(listing(readme="# one\n"), CODE)

    assert [finding.code for finding in fix_application.done] == ([] if new else [CODE])
    assert [finding.code for refusal in fix_application.refused.values() for finding in refusal.verdict.new] == new


@pytest.mark.parametrize("severity, follow_up, is_done", [
    ("blocker", "blocker", True), ("blocker", "warning", True), ("warning", "warning", True),
    ("warning", "blocker", False), ("advice", "warning", False),
])  # fmt: skip
def test_declared_follow_up_is_not_more_severe_than_what_was_fixed(
    severity: str, follow_up: str, is_done: bool
) -> None:
    word_check(CODE, b"one", "two", severity=Severity(severity), follow_ups=(OTHER,))
    word_check(OTHER, b"two", "", severity=Severity(follow_up))

    assert bool(run(listing(readme="# one\n"), CODE).done) is is_done


@pytest.mark.parametrize("scope", [Scope.CONTENT, Scope.SUBMISSION])
def test_fix_that_brings_a_blocker_in_the_other_scope_is_refused(scope: Scope) -> None:
    other = Scope.CONTENT if scope is Scope.SUBMISSION else Scope.SUBMISSION
    word_check(CODE, b"one", "two", severity=Severity.BLOCKER)

    @check(code=OTHER, severity=Severity.BLOCKER, message="")
    def find(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        if context.scope is other and b"two" in bundle.files["README.md"]:
            yield finding(file="README.md")

    fix_application = run(listing(readme="# one\n"), CODE, context=Context(scope=scope))

    assert [finding.code for refusal in fix_application.refused.values() for finding in refusal.verdict.new] == [OTHER]


@pytest.mark.parametrize("severity", ["advice", "blocker"])
def test_fix_of_an_unreadable_file_reveals_nothing_more_severe(severity: str) -> None:
    """A finding that could not be reported before counts if it is more severe than the one that was fixed."""
    word_check(CODE, b"one", "two", severity=Severity(severity))

    @check(code=OTHER, severity=Severity.BLOCKER, message="")
    def find(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        if b"one" in bundle.files["README.md"]:
            raise Unparsable(Message(""), Position(1, 1))
        yield finding(file="README.md")

    assert bool(run(listing(readme="# one\n"), CODE).done) is (severity == "blocker")


def test_no_declared_follow_up_is_more_severe_than_its_check() -> None:
    more_severe = {
        (check.code, code)
        for check in all_checks()
        for code in check.follow_ups
        for scope in (Scope.CONTENT, Scope.SUBMISSION)
        if check_of(code).severity_in(scope).rank < check.severity_in(scope).rank
    }

    assert more_severe == set()


def test_fix_waits_for_those_that_bring_its_finding() -> None:
    word_check(CODE, b"Need help", "Please ask", follow_ups=(OTHER,))
    word_check(OTHER, b"Please ask", "Ask")
    readme = listing().files["README.md"] + b"Please ask\n"

    fix_application = run(listing(files={"README.md": readme}), CODE, OTHER)

    assert b"Please ask" not in fix_application.bundle.files["README.md"]
    assert (fix_application.tries, fix_application.refused) == (2, {})


def test_deep_check_is_heard_about_its_own_fixes_only() -> None:
    word_check(CODE, b"one", "two")
    word_check(OTHER, b"two", "two two", severity=Severity.WARNING, stage=Stage.DEEP)

    assert len(run(listing(readme="# one\n"), CODE).done) == 1
    assert run(listing(readme="# two\n"), OTHER).done == []


def test_old_finding_with_another_value_is_not_new() -> None:
    word_check(CODE, b"one", "I")
    word_check(OTHER, b"two", "", severity=Severity.WARNING)  # its value is its position, which changes

    assert len(run(listing(readme="# one two\n"), CODE).done) == 1


def test_finding_in_a_file_that_is_renamed_is_not_new() -> None:
    @check(code=CODE, severity=Severity.ADVICE, message="", fix=FixClass.SAFE)
    def find(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        if "a.md" in bundle.files:
            edit = Edit(file="b.md", start=0, end=0, replacement="a\n" * 9)
            yield finding(file="a.md", fix=Fix(title=Message("Rename it"), edits=(edit,), removed=("a.md",)))

    @check(code=OTHER, severity=Severity.WARNING, message="")
    def find_any(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        yield from (finding(file=path) for path in ("a.md", "b.md", "c.md") if path in bundle.files)

    assert len(run(listing(files={"a.md": "a\n" * 9}), CODE).done) == 1


def test_what_an_unreadable_file_hid_is_not_new() -> None:
    word_check(OTHER, "ä".encode(), "", severity=Severity.WARNING)
    unreadable = listing(files={"README.md": "# ä\n".encode("utf-16")})

    assert [finding.code for finding in run(unreadable, "GEN-003").done] == ["GEN-003"]


def test_bad_fix_does_not_keep_good_ones_from_being_applied() -> None:
    word_check(CODE, b"one", "1")
    word_check(OTHER, b"two", "two two")

    fix_application = run(listing(readme="# one two one two one\n"), CODE, OTHER)

    assert fix_application.bundle.files["README.md"] == b"# 1 two 1 two 1\n"
    assert [refusal.finding.code for refusal in fix_application.refused.values()] == [OTHER, OTHER]


def test_many_bad_fixes_do_not_run_the_checks_for_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tilekit.checks.fix_application.MOST_TRIES", 8)
    word_check(CODE, b"one", "one one")

    fix_application = run(listing(readme="# " + "one two " * 64 + "\n"), CODE)

    assert (len(fix_application.refused), fix_application.done) == (64, [])
    assert fix_application.tries <= 16


CHANGELOG = "# CHANGELOG - Acme Widget\n\n## 1.1.0 / 2026-01-31\n\n* b\n\n## 1.0.0 / 2025-01-31\n\n* a\n"


@pytest.mark.parametrize(
    "old, new",
    [
        ("## 1.1.0", "## 1.2.0"),
        ("## 1.1.0 / 2026-01-31", "## 1.1.0 / 2026-02-01"),
        ("## 1.0.0 / 2025-01-31", "## 1.0.0"),
        ("## 1.1.0 / 2026-01-31\n\n* b\n\n", ""),
        ("* b\n", "* B\n\n## 1.0.5 / 2025-06-01\n\n* c\n"),
    ],
)
def test_fix_that_rewrites_what_was_released_is_refused(old: str, new: str) -> None:
    word_check(CODE, old.encode(), new, file="CHANGELOG.md")

    fix_application = run(listing(files={"CHANGELOG.md": CHANGELOG}), CODE)

    assert fix_application.done == []


def test_fix_of_the_form_of_a_heading_is_applied() -> None:
    word_check(CODE, b"## 1.1.0 (2026-01-31)", "## 1.1.0 / 2026-01-31", file="CHANGELOG.md")
    text = CHANGELOG.replace("1.1.0 / 2026-01-31", "1.1.0 (2026-01-31)")

    fix_application = run(listing(files={"CHANGELOG.md": text}), CODE)

    assert fix_application.bundle.files["CHANGELOG.md"] == CHANGELOG.encode()


def test_fix_that_removes_what_the_tile_shows_is_refused() -> None:
    @check(code=CODE, severity=Severity.ADVICE, message="", fix=FixClass.SUGGESTED)
    def find(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        gone = [path for path in bundle.files if path.endswith(".svg")]
        yield from (finding(file=path, fix=Fix(title=Message("Remove it"), removed=(path,))) for path in gone)

    fix_application = run(listing(), CODE)

    assert fix_application.done == []
    assert all(refusal.verdict.limit_violations for refusal in fix_application.refused.values())


def test_fix_outside_the_listing_is_refused() -> None:
    @check(code=CODE, severity=Severity.ADVICE, message="", fix=FixClass.SUGGESTED)
    def find(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        if "../new.md" not in bundle.files:
            edit = Edit(file="../new.md", start=0, end=0, replacement="x")
            yield finding(file="README.md", line=1, fix=Fix(title=Message("Make it"), edits=(edit,)))

    assert run(listing(), CODE).done == []


def test_fixes_that_meet_are_applied_one_after_the_other() -> None:
    word_check(CODE, b"one two", "1 two")
    word_check(OTHER, b"two three", "2 three")

    fix_application = run(listing(readme="# Acme\n\none two three one two three\n"), CODE, OTHER)

    assert fix_application.bundle.files["README.md"] == b"# Acme\n\n1 2 three 1 2 three\n"
    assert len(fix_application.done) == 4


def test_fixes_that_undo_each_other_come_to_an_end() -> None:
    word_check(CODE, b"one", "two")
    word_check(OTHER, b"two", "one")

    run(listing(readme="# one\n"), CODE, OTHER)


def test_fix_of_a_field_is_written_into_its_file() -> None:
    bundle = listing()
    fix = Fix(title=Message("Name it"), values={"overview.title": "Other", "overview.media[none].caption": "x"})

    after = apply_fixes(bundle, [fix])

    assert after.section(Overview).title == "Other"
    assert after.files["manifest.json"] == bundle.files["manifest.json"].replace(b'"Acme Widget",', b'"Other",', 1)
    assert {path for path in bundle.files if after.files[path] != bundle.files[path]} == {"manifest.json"}
