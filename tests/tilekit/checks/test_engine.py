import logging
import signal
from collections.abc import Iterator

import pytest

from tests.tilekit.listing import README, listing
from tilekit.bundle import Bundle
from tilekit.checks import engine, registry
from tilekit.checks.budget import BudgetExceeded
from tilekit.checks.context import Context, Need
from tilekit.checks.engine import MAX_FINDINGS, CheckReport, run_checks
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.registered_checks import all_checks, check_of, load_checks
from tilekit.checks.registry import check, register_reviewer_question
from tilekit.checks.unchecked import Cause, codes_of
from tilekit.core.messages import Message, render


@pytest.fixture
def new_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the checks that a test registers after it, and keep those that are loaded now."""
    load_checks()
    monkeypatch.setattr(registry, "_checks", dict(registry._checks))


def register(code: str, *spots: RawFinding, fault: BaseException | None = None, **options: object) -> None:
    declaration: dict[str, object] = {
        "severity": Severity.BLOCKER,
        "message": "It is {what}.",
        **options,
    }

    @check(code=code, **declaration)  # type: ignore[arg-type]  # the options of a check
    def run(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        yield from spots
        if fault:
            raise fault


def run_only(*codes: str, bundle: Bundle | None = None, context: Context | None = None) -> CheckReport:
    return run_checks(bundle or listing(), context or Context(), select=codes)


def test_listing_without_faults_has_no_finding_at_all() -> None:
    assert run_checks(listing(), Context()).findings == ()


def test_code_is_registered_once_and_well_formed() -> None:
    with pytest.raises(ValueError, match="taken"):
        register("MF-001")
    with pytest.raises(ValueError, match="retired"):
        register("DB-041")
    with pytest.raises(ValueError, match="malformed"):
        register("M-1")


@pytest.mark.usefixtures("new_check")
def test_check_with_too_many_findings_stops_with_a_blocker() -> None:
    register("ZZ-001", *(finding(value=number, what=number) for number in range(MAX_FINDINGS + 1)))
    register("ZZ-002", *(finding(value=number, what=number) for number in range(MAX_FINDINGS)))
    register("ZZ-003", *(finding(value="a", what="a") for _ in range(MAX_FINDINGS + 1)), folded="{what} {n} times")

    report = run_only("ZZ-001", "ZZ-002", "ZZ-003")

    stopped = [one for one in report.findings if one.value == "stopped"]
    assert [(one.code, one.severity) for one in stopped] == [("ZZ-001", Severity.BLOCKER)]
    assert report.unchecked == ()


@pytest.mark.usefixtures("new_check")
def test_check_that_raises_is_unchecked_and_logged_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    bundle = listing()
    register("ZZ-001", finding(file="README.md", line=3, what="seen"), fault=RuntimeError("broken"))
    register("ZZ-002", finding(what="seen too"))

    with caplog.at_level(logging.ERROR):
        report = run_only("ZZ-001", "ZZ-002", bundle=bundle)

    assert [one.code for one in report.findings] == ["ZZ-002", "ZZ-001"]
    (failed,) = report.unchecked
    assert (failed.code, failed.cause, failed.fault) == ("ZZ-001", Cause.CRASH, "RuntimeError")
    assert failed.place.startswith("checks/engine.py:")
    assert [record.getMessage() for record in caplog.records] == [f"check ZZ-001 failed on {bundle.digest}"]


class Panic(BaseException):
    """Like the error that Rust libraries raise, which is not an Exception."""


@pytest.mark.usefixtures("new_check")
@pytest.mark.parametrize("fault", [Panic(), GeneratorExit(), SystemExit(0), RecursionError(), MemoryError()], ids=repr)
def test_check_that_raises_anything_is_unchecked(fault: BaseException) -> None:
    register("ZZ-001", fault=fault)
    register("ZZ-002", finding(what="seen"))

    report = run_only("ZZ-001", "ZZ-002")

    assert [(failure.code, failure.fault) for failure in report.unchecked] == [("ZZ-001", type(fault).__name__)]
    assert [finding.code for finding in report.findings] == ["ZZ-002"]


@pytest.mark.usefixtures("new_check")
def test_interruption_is_not_the_fault_of_a_check() -> None:
    register("ZZ-001", fault=KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt):
        run_only("ZZ-001")


@pytest.mark.usefixtures("new_check")
def test_exit_of_a_signal_handler_is_not_the_fault_of_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(number: int, frame: object) -> None:
        raise SystemExit(0)

    @check(code="ZZ-001", severity=Severity.ADVICE, message="")
    def waits(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        signal.raise_signal(signal.SIGUSR1)
        yield finding()

    before = signal.signal(signal.SIGUSR1, stop)
    try:
        with pytest.raises(SystemExit):
            run_only("ZZ-001")
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.mark.usefixtures("new_check")
def test_check_without_budget_is_unchecked_in_its_own_words() -> None:
    register("ZZ-001", fault=BudgetExceeded())

    (failed,) = run_only("ZZ-001").unchecked

    assert failed.cause is Cause.BUDGET
    assert render(failed.message).startswith("The check ZZ-001 took too long and was stopped.")


@pytest.mark.usefixtures("new_check")
def test_blocker_of_a_check_that_stopped_names_limit_and_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MAX_FINDINGS", 1)
    register("ZZ-001", finding(file="README.md"), finding(file="CHANGELOG.md"))

    (stopped,) = (one for one in run_only("ZZ-001").findings if one.value == "stopped")

    assert stopped.file == "CHANGELOG.md"
    assert render(stopped.message).startswith("This check stopped after 1 findings, the last ones in CHANGELOG.md.")


@pytest.mark.usefixtures("new_check")
def test_finding_that_cannot_be_completed_is_unchecked() -> None:
    register("ZZ-001", finding(what="first"), finding(path=7, what="odd"))  # type: ignore[arg-type]

    report = run_only("ZZ-001")

    assert ([one.message.parameters for one in report.findings], codes_of(report.unchecked)) == (
        [{"what": "first"}],
        {"ZZ-001"},
    )


@pytest.mark.usefixtures("new_check")
def test_blocker_counts_as_old_if_the_published_version_could_not_be_checked() -> None:
    published = listing()

    @check(code="ZZ-001", severity=Severity.BLOCKER, message="It is so.")
    def run(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        if bundle is published:
            raise ZeroDivisionError
        yield finding()

    report = run_only("ZZ-001", context=Context(published=published))

    assert report.grandfathered == {one.fingerprint for one in report.findings} != set()
    assert codes_of(report.unchecked) == {"ZZ-001"}


@pytest.mark.usefixtures("new_check")
def test_pointer_gives_line_column_and_field() -> None:
    register("ZZ-001", finding(file="manifest.json", pointer="/tile/title", what="x"))

    (result,) = run_only("ZZ-001").findings

    assert (result.line, result.column, result.path) == (13, 5, "overview.title")


@pytest.mark.usefixtures("new_check")
def test_field_gives_file_pointer_and_line() -> None:
    register("ZZ-001", finding(path="overview.title", what="x"), finding(path="setup.setup_md", what="y"))

    readme, manifest = sorted(run_only("ZZ-001").findings, key=lambda finding: finding.file)

    assert (readme.file, readme.pointer, readme.line) == ("README.md", "", 8)
    assert (manifest.file, manifest.pointer, manifest.line) == ("manifest.json", "/tile/title", 13)


@pytest.mark.usefixtures("new_check")
def test_row_of_a_list_is_named_by_its_key() -> None:
    bundle = listing()
    key = bundle.documents["overview"].values["media"][0]["key"]  # type: ignore[index,call-overload]
    register("ZZ-001", finding(file="manifest.json", pointer="/tile/media/0/caption", what="x"))
    register("ZZ-002", finding(path=f"overview.media[{key}].caption", what="x"))

    first, second = run_only("ZZ-001", "ZZ-002", bundle=bundle).findings

    assert first.path == second.path == f"overview.media[{key}].caption"
    assert first.pointer == second.pointer == "/tile/media/0/caption"


@pytest.mark.usefixtures("new_check")
def test_severity_in_a_submission_is_its_own() -> None:
    register("ZZ-001", finding(what="x"), severity=Severity.ADVICE, submission_severity=Severity.BLOCKER)

    (folder,) = run_only("ZZ-001").findings
    (submission,) = run_only("ZZ-001", context=Context(scope=Scope.SUBMISSION)).findings

    assert (folder.severity, submission.severity) == (Severity.ADVICE, Severity.BLOCKER)


@pytest.mark.usefixtures("new_check")
def test_check_of_a_submission_is_left_out_for_a_folder() -> None:
    register("ZZ-001", finding(what="x"), scope=Scope.SUBMISSION)

    report = run_only("ZZ-001")

    assert (report.findings, report.skipped) == ((), ())
    assert len(run_only("ZZ-001", context=Context(scope=Scope.SUBMISSION)).findings) == 1


@pytest.mark.usefixtures("new_check")
def test_check_without_its_context_is_skipped_and_said_to_be() -> None:
    register("ZZ-001", finding(what="x"), needs=(Need.NETWORK,))
    register("ZZ-002", finding(what="y"), optional_needs=(Need.TAKEN,))

    report = run_only("ZZ-001", "ZZ-002")

    assert [one.code for one in report.findings] == ["ZZ-002"]
    assert report.skipped == ("ZZ-001", "ZZ-002")
    assert run_only("ZZ-001", context=Context(network={})).skipped == ()


@pytest.mark.usefixtures("new_check")
def test_same_finding_on_many_rows_is_folded() -> None:
    spots = [
        finding(file="README.md", line=line, value=value, what=value, fix=fix_at(line))
        for line, value in ((4, "a"), (6, "a"), (7, "b"), (9, "a"))
    ]
    register("ZZ-001", *spots, folded="{what} {n} times from line {line}", fix=FixClass.SUGGESTED)

    first, second = run_only("ZZ-001").findings

    assert (render(first.message), first.line) == ("a 3 times from line 4", 4)
    assert first.fix is not None
    assert [edit.start for edit in first.fix.edits] == [4, 6, 9]
    assert (render(second.message), second.line) == ("It is b.", 7)


def fix_at(start: int) -> Fix:
    edit = Edit(file="README.md", start=start, end=start, replacement="x")
    return Fix(title=Message("Fix"), edits=(edit,))


@pytest.mark.usefixtures("new_check")
def test_fingerprint_follows_the_value_and_not_the_line() -> None:
    register("ZZ-001", finding(file="README.md", line=4, value="a", what="a"))
    register("ZZ-002", finding(file="README.md", line=9, value="a", what="a"))
    register("ZZ-003", finding(file="README.md", line=4, value="b", what="b"))

    first, other_code, other_value = run_only("ZZ-001", "ZZ-002", "ZZ-003").findings

    assert len({first.fingerprint, other_code.fingerprint, other_value.fingerprint}) == 3


def test_fingerprint_stays_when_lines_move() -> None:
    one = run_only("RM-028", bundle=listing(readme=README.replace("[Acme support]", "[here]"))).findings
    other = run_only("RM-028", bundle=listing(readme=README.replace("[Acme support]", "more text\n\n[here]"))).findings

    assert one[0].line != other[0].line
    assert one[0].fingerprint == other[0].fingerprint


@pytest.mark.usefixtures("new_check")
def test_equal_findings_have_fingerprints_of_their_own() -> None:
    register("ZZ-001", finding(file="README.md", line=4, what="a"), finding(file="README.md", line=9, what="a"))

    first, second = run_only("ZZ-001").findings

    assert first.fingerprint != second.fingerprint


@pytest.mark.usefixtures("new_check")
def test_file_that_cannot_be_read_has_one_finding() -> None:
    register("ZZ-001", finding(file="README.md", line=1, what="x"), parses=True)
    register("ZZ-002", finding(file="README.md", line=2, what="y"), finding(file="CHANGELOG.md", line=1, what="z"))

    places = [(one.code, one.file) for one in run_only("ZZ-001", "ZZ-002").findings]

    assert places == [("ZZ-001", "README.md"), ("ZZ-002", "CHANGELOG.md")]


@pytest.mark.usefixtures("new_check")
def test_findings_come_by_file_and_place() -> None:
    places = [
        ("metadata.csv", 1),
        ("assets/a.json", 1),
        ("README.md", 9),
        ("README.md", 2),
        ("manifest.json", 5),
        ("", None),
    ]
    register("ZZ-001", *(finding(file=file, line=line, what=file) for file, line in places))

    result = [(one.file, one.line) for one in run_only("ZZ-001").findings]

    assert result == [
        ("", None),
        ("manifest.json", 5),
        ("README.md", 2),
        ("README.md", 9),
        ("metadata.csv", 1),
        ("assets/a.json", 1),
    ]


@pytest.mark.usefixtures("new_check")
def test_stage_chooses_the_checks() -> None:
    register("ZZ-001", finding(what="a"))
    register("ZZ-002", finding(what="b"), stage=Stage.DEEP)
    register("ZZ-003", finding(what="c"))
    codes = ("ZZ-001", "ZZ-002", "ZZ-003")

    def reported_codes(**choice: object) -> list[str]:
        report = run_checks(listing(), Context(), select=codes, **choice)  # type: ignore[arg-type]
        return [one.code for one in report.findings]

    assert reported_codes(stages={Stage.INSTANT}) == ["ZZ-001", "ZZ-003"]
    assert reported_codes(stages={Stage.DEEP}) == ["ZZ-002"]


def test_progress_names_each_subject_once() -> None:
    done: list[str] = []

    run_checks(listing(), Context(), on_subject=done.append)

    assert done == sorted({one.subject for one in all_checks()})


def test_blocker_of_the_published_version_is_grandfathered() -> None:
    published = listing(manifest={"/author/homepage": "acme"})
    revision = listing(manifest={"/author/homepage": "acme", "/tile/title": "", "/tile/description": ""})

    report = run_checks(revision, Context(published=published), select={"MF-009", "MF-031"})

    assert {one.code: one.fingerprint in report.grandfathered for one in report.findings} == {
        "MF-009": False,
        "MF-031": True,
    }


def test_security_blocker_of_the_published_version_is_not_grandfathered() -> None:
    bundle = listing(readme=README.replace("Need help?", "<script>x</script>"))

    report = run_checks(bundle, Context(published=bundle), select={"RM-033"})

    assert ([one.code for one in report.findings], report.grandfathered) == (["RM-033"], frozenset())


def test_message_keeps_only_the_values_that_it_shows() -> None:
    (finding,) = run_only("MF-013", bundle=listing(manifest={"/tile/description": "x" * 81})).findings

    assert finding.message.parameters == {"n": 81}


def test_checks_survive_a_listing_of_wrong_shapes() -> None:
    wrong: dict[str, bytes | str | None] = {
        "manifest.json": '{"manifest_version": "2.0.0", "tile": [], "assets": {"integration": 3, "logs": []}}',
        "README.md": "##\n###\n[\n```",
        "CHANGELOG.md": "##\n\n***",
        "metadata.csv": "metric_name,a\nx\n,,,\n",
        "assets/service_checks.json": '{"a": [null]}',
        "assets/dashboards/acme_widget_overview.json": '{"widgets": {"a": 1}, "title": 3}',
        "assets/logs/acme.yaml": "- 1\n- {a: b}\n",
    }

    report = run_checks(listing(files=wrong), Context(scope=Scope.SUBMISSION))

    assert report.unchecked == ()


def test_every_check_says_where_it_is_documented() -> None:
    assert check_of("MF-009").doc == "checks#mf-009"


@pytest.mark.usefixtures("new_check")
def test_question_for_reviewers_is_registered_and_never_a_finding() -> None:
    register_reviewer_question(code="ZZ-001", severity=Severity.ADVICE, message="Is it so?")

    assert (check_of("ZZ-001").stage, check_of("ZZ-001").question) == (Stage.REVIEWER, "Is it so?")
    assert run_only("ZZ-001") == CheckReport()
    assert run_checks(listing(), Context(), stages=set(Stage), select=["ZZ-001"]) == CheckReport()
