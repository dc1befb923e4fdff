"""A check that can't be finished lets no listing pass, and is reported to admins once."""

from collections.abc import Callable

import pytest
from django.db import transaction
from msgspec.structs import replace

from audit.models import Event
from common.actor import Actor
from common.errors import NotAllowed, NotPossible
from jobs.errors import StepTooLong
from jobs.limits import StepLimit
from jobs.models import Job, JobState
from jobs.writes import enqueue
from listings.actions import submit_revision
from listings.models import Revision, Submission
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party
from notices.models import Notice
from tests.listings.scene import NOW, member, organisation, reloaded, reviewer, staff
from tests.reviews.scene import browser_of, html_of
from tests.tilekit.listing import png
from tests.validation.scene import live_submission, owner, ready, submitted, with_transition
from tilekit.checks import registered_checks, registry
from tilekit.checks.finding import Severity, finding
from validation.actions import instant_findings, request_run, run_checks_again
from validation.errors import FixFailed
from validation.fixes import FixRequest, proposal_of
from validation.models import (
    CheckFailure,
    CheckRollout,
    InstantFindings,
    LiveCheck,
    LiveFinding,
    RolloutMode,
    Run,
    RunState,
)
from validation.queries.failures import failures
from validation.queries.live import ALL_JOB_KIND
from validation.writes import CHECK_FAILED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
RunJobs = Callable[[], int]
CODE = "MF-004"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """MF-004 raises an error until the returned function is called, which repairs it."""

    def raising(*_: object) -> None:
        raise ZeroDivisionError

    sound = registered_checks.check_of(CODE)
    monkeypatch.setitem(registry._checks, CODE, replace(sound, function=raising))
    return lambda: monkeypatch.setitem(registry._checks, CODE, sound)


def states() -> list[str]:
    return list(Run.objects.order_by("created_at", "pk").values_list("state", flat=True))


def test_incomplete_run_leaves_the_revision_submitted(
    broken: object, run_jobs: RunJobs, caplog: pytest.LogCaptureFixture
) -> None:
    submission = submitted(by := owner())

    run_jobs()

    run = Run.objects.get()
    assert (run.state, [item["code"] for item in run.unchecked]) == (RunState.INCOMPLETE, [CODE])
    assert run.unchecked[0]["fault"] == "ZeroDivisionError"
    revision = reloaded(submission.revision_id)
    assert revision.state == RevisionState.SUBMITTED
    assert not Event.objects.filter(verb="revision.checks-passed").exists()
    assert submission.digest in caplog.text
    sides = (by, reviewer(), staff(is_admin=True))
    to_partner, to_reviewer, to_admin = (status_of([revision], to=item)[revision.pk] for item in sides)
    assert [item.waiting_on for item in (to_partner, to_reviewer, to_admin)] == ["An admin", "An admin", "You"]
    for line in (to_partner, to_reviewer, to_admin):
        assert (line.party, line.since) == (Party.STAFF, run.finished_at)
        assert line.why == "A check could not be finished because of a problem on our side."
    assert "You don't need to do anything" in str(to_partner.next)
    assert "goes to the review teams" in str(to_reviewer.next)
    assert "run it again on its page" in str(to_admin.next)


def test_check_that_outlasts_its_step_used_up_its_budget(monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs) -> None:
    """The alarm may interrupt any check; the run continues with a new step for the others, and ends."""

    def outlasting(*_: object) -> None:
        raise StepTooLong(seconds=45)

    begun: list[object] = []

    def begin(limit: StepLimit) -> None:
        begun.append(limit)

    monkeypatch.setattr(StepLimit, "begin_step", begin)
    monkeypatch.setitem(registry._checks, CODE, replace(registry.check_of(CODE), function=outlasting))
    submitted(owner())
    subjects = len({check.subject for check in registry.all_checks()})

    run_jobs()

    run = Run.objects.get()
    assert (run.state, [(entry["code"], entry["cause"]) for entry in run.unchecked]) == (
        RunState.INCOMPLETE,
        [(CODE, "budget")],
    )
    steps = max(begun.count(limit) for limit in begun)
    assert steps == 3 + subjects  # the first call, the context, each subject, and everything after the check


def test_blocker_gives_the_revision_back_all_the_same(broken: object, run_jobs: RunJobs) -> None:
    by = owner()
    cut = {"images/overview.png": png()[:-200]}
    submission = submit_revision(revision_id=ready(by, **cut).pk, seen=None, by=by, now=NOW)

    run_jobs()

    assert (states(), reloaded(submission.revision_id).state) == ([RunState.BLOCKED], RevisionState.CHANGES_REQUESTED)
    assert [entry["code"] for entry in Run.objects.get().unchecked] == [CODE]


def test_check_that_is_only_observed_holds_up_nothing(broken: object, run_jobs: RunJobs) -> None:
    CheckRollout.objects.create(code=CODE, mode=RolloutMode.OBSERVE, at=NOW)
    submission = submitted(owner())

    run_jobs()

    assert (states(), reloaded(submission.revision_id).state) == ([RunState.PASSED], RevisionState.IN_REVIEW)


def test_admins_are_told_once_per_check_and_version(broken: object, run_jobs: RunJobs) -> None:
    admin, by = staff(is_admin=True), owner()
    submitted(by)
    instant_findings(ready(by, name="Acme Second"), now=NOW)

    run_jobs()

    assert CheckFailure.objects.get().code == CODE
    (notice,) = Notice.objects.filter(person_id=admin.id, kind=CHECK_FAILED)
    assert (notice.parameters["check"], notice.url) == (CODE, f"/checks/{CODE}/")
    assert [(failure.code, failure.listings) for failure in failures()] == [(CODE, 2)]


def test_checks_that_crash_together_are_told_one_by_one(broken: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are recorded with as many queries as one check: the test settings fail on a query for each."""
    admin, other = staff(is_admin=True), registry.check_of("GEN-001")
    monkeypatch.setitem(registry._checks, other.code, replace(other, function=registry.check_of(CODE).function))

    for name in ("Acme", "Acme Second"):
        instant_findings(ready(owner() if name == "Acme" else member(organisation("Other")), name=name), now=NOW)

    notices = Notice.objects.filter(person_id=admin.id, kind=CHECK_FAILED)
    assert sorted(notice.parameters["check"] for notice in notices) == ["GEN-001", CODE]


def test_fix_of_a_check_that_crashes_is_not_called_done(broken: Callable[[], None]) -> None:
    with pytest.raises(FixFailed) as failed:
        proposal_of(ready(owner()), FixRequest(code=CODE, fingerprint="a" * 16))
    broken()

    assert "a problem on our side" in str(failed.value)
    assert proposal_of(reloaded(Revision.objects.get()), FixRequest(code=CODE, fingerprint="a" * 16)) is None


def test_draft_says_that_a_check_could_not_be_finished(broken: Callable[[], None]) -> None:
    revision = ready(owner())

    first = instant_findings(revision, now=NOW)
    broken()

    assert [failure.code for failure in first.unchecked] == [CODE]
    assert [(failure.code, failure.listings) for failure in failures()] == [(CODE, 1)]


def test_an_incomplete_run_does_not_replace_one_on_demand(broken: Callable[[], None], run_jobs: RunJobs) -> None:
    by = owner()
    revision = ready(by)
    request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()
    broken()

    request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()

    assert sorted(states()) == [RunState.INCOMPLETE, RunState.PASSED]


class TestAgain:
    def incomplete(self, by: Actor, run_jobs: RunJobs) -> Submission:
        submission = submitted(by)
        run_jobs()
        assert Run.objects.get().state == RunState.INCOMPLETE
        return submission

    @pytest.mark.parametrize("code", [CODE, ""])
    def test_button_runs_what_waits_once(self, code: str, broken: Callable[[], None], run_jobs: RunJobs) -> None:
        admin, submission = staff(is_admin=True), self.incomplete(owner(), run_jobs)
        broken()

        run_checks_again(code=code, by=admin, now=NOW)
        run_checks_again(code=code, by=admin, now=NOW)
        assert Job.objects.filter(kind="run-checks-again", state=JobState.QUEUED).count() == 1
        run_jobs()
        run_checks_again(code=code, by=admin, now=NOW)
        run_jobs()

        assert states() == [RunState.INCOMPLETE, RunState.PASSED]
        assert reloaded(submission.revision_id).state == RevisionState.IN_REVIEW
        assert failures() == []
        assert Event.objects.filter(verb="checks.run-again", actor_id=admin.id).exists()

    def test_other_checks_are_left_alone(self, broken: Callable[[], None], run_jobs: RunJobs) -> None:
        self.incomplete(owner(), run_jobs)

        run_checks_again(code="MF-009", by=staff(is_admin=True), now=NOW)
        run_jobs()

        assert states() == [RunState.INCOMPLETE]

    def test_check_that_fails_again_stays(self, broken: object, run_jobs: RunJobs) -> None:
        admin, submission = staff(is_admin=True), self.incomplete(owner(), run_jobs)

        run_checks_again(code=CODE, by=admin, now=NOW)
        run_jobs()

        assert states() == [RunState.INCOMPLETE, RunState.INCOMPLETE]
        assert reloaded(submission.revision_id).state == RevisionState.SUBMITTED
        assert [failure.listings for failure in failures()] == [1]
        assert Notice.objects.filter(person_id=admin.id, kind=CHECK_FAILED).count() == 1

    def test_withdrawn_round_is_left_alone(self, broken: Callable[[], None], run_jobs: RunJobs) -> None:
        by = owner()
        submission = self.incomplete(by, run_jobs)
        with_transition(reloaded(submission.revision_id), "withdraw", by=by)

        run_checks_again(code=CODE, by=staff(is_admin=True), now=NOW)
        run_jobs()

        assert states() == [RunState.INCOMPLETE]

    def test_draft_is_checked_again(self, broken: Callable[[], None], run_jobs: RunJobs) -> None:
        revision = ready(owner())
        instant_findings(revision, now=NOW)
        broken()

        run_checks_again(code=CODE, by=staff(is_admin=True), now=NOW)
        run_jobs()

        assert instant_findings(revision, now=NOW).unchecked == ()
        assert InstantFindings.objects.get().unchecked == []

    def test_only_admins_may(self) -> None:
        with pytest.raises(NotAllowed):
            run_checks_again(code=CODE, by=owner(), now=NOW)


def test_admin_runs_one_listing_again(broken: Callable[[], None], run_jobs: RunJobs) -> None:
    submission = submitted(owner())
    admin, address = browser_of(staff(is_admin=True)), f"/listings/{submission.revision.listing_id}/"
    pages = [html_of(admin, address)]
    run_jobs()
    broken()
    pages.append(html_of(admin, address))

    with pytest.raises(NotPossible):
        with_transition(reloaded(submission.revision_id), "checks passed")
    response = admin.post(f"{address}act/re-run-checks/")
    run_jobs()

    assert ["Run the checks again" in page for page in pages] == [False, True]
    assert response.status_code == 302
    assert reloaded(submission.revision_id).state == RevisionState.IN_REVIEW


def test_live_listing_is_not_clean_and_breaks_nothing_newly(broken: Callable[[], None], run_jobs: RunJobs) -> None:
    live_submission(owner())

    with transaction.atomic():
        enqueue(ALL_JOB_KIND, payload={}, key="periodic", now=NOW)
    run_jobs()
    assert [failure["code"] for failure in LiveCheck.objects.get().unchecked] == [CODE]
    assert [(failure.code, failure.listings) for failure in failures()] == [(CODE, 1)]
    broken()
    finding_it = replace(registry.check_of(CODE), function=lambda *_: iter([finding(path="overview.title")]))
    registry._checks[CODE] = replace(finding_it, severity=Severity.BLOCKER, submission_severity=Severity.BLOCKER)
    run_checks_again(code=CODE, by=staff(is_admin=True), now=NOW)
    run_jobs()

    live_finding = LiveFinding.objects.get(code=CODE)
    assert (live_finding.severity, live_finding.is_new, failures()) == ("blocker", False, [])
