from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from common.actor import SYSTEM, Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible
from jobs.models import DEFAULT_ATTEMPTS, Job, JobState
from jobs.worker import run_job
from listings.actions import submit_revision
from listings.lifecycle import engine
from listings.models import Revision, Submission
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party
from notices.models import Notice
from tests.jobs.failing import fail_every_attempt, retried
from tests.listings.scene import NOW, member, organisation, reloaded, staff
from tests.markup import compact
from tests.reviews.scene import browser_of
from tests.tilekit.listing import png
from tests.validation.scene import organisation_of, owner, ready, submitted, with_transition
from tilekit.checks.engine import run_checks
from validation import tasks
from validation.actions import request_run, waive_finding
from validation.hooks import validation_facts
from validation.models import Run, RunFinding, RunState
from validation.queries import findings_of_run, latest_run, progress_of
from validation.writes import RUN_FAILED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
RunJobs = Callable[[], int]


def broken_picture(by: Actor) -> Submission:
    """A submission with an image whose header is valid; only deep checks decode it."""
    cut = {"images/overview.png": png()[:-200]}
    return submit_revision(revision_id=ready(by, **cut).pk, seen=None, by=by, now=NOW)


def only_job() -> Job:
    return Job.objects.get(kind="run")


def test_clean_run_sends_the_revision_into_review(run_jobs: RunJobs) -> None:
    submission = submitted(owner())

    run_jobs()

    run = Run.objects.get()
    assert (run.state, run.submission_id, run.digest) == (RunState.PASSED, submission.pk, submission.digest)
    assert run.progress["done"] == run.progress["subjects"]
    assert reloaded(submission.revision_id).state == RevisionState.IN_REVIEW
    assert only_job().state == JobState.DONE
    assert Event.objects.filter(verb="revision.checks-passed").count() == 1


def test_run_with_a_blocker_gives_the_revision_back(run_jobs: RunJobs) -> None:
    by = owner()
    colleague = member(organisation_of(by))
    submission = broken_picture(by)

    run_jobs()

    run = latest_run(submission.revision_id)
    assert run is not None
    assert run.state == RunState.BLOCKED
    assert [(finding.code, finding.blocks) for finding in findings_of_run(run) if finding.blocks] == [("IM-012", True)]
    assert reloaded(submission.revision_id).state == RevisionState.CHANGES_REQUESTED
    kinds = Notice.objects.filter(person_id=colleague.id).order_by("created_at").values_list("kind", flat=True)
    assert list(kinds) == ["listing.submit", "listing.checks-failed"]


def test_waived_blocker_does_not_give_it_back(run_jobs: RunJobs) -> None:
    by = owner()
    first = broken_picture(by)
    run_jobs()
    blocker = RunFinding.objects.get(code="IM-012")
    waive_finding(
        listing_id=reloaded(first.revision_id).listing_id,
        fingerprint=blocker.fingerprint,
        code="IM-012",
        reason="Readers show it all the same",
        until=None,
        by=staff(is_admin=True),
        now=NOW,
    )

    submit_revision(revision_id=first.revision_id, seen=None, by=by, now=NOW)
    run_jobs()

    assert reloaded(first.revision_id).state == RevisionState.IN_REVIEW
    assert RunFinding.objects.filter(code="IM-012").count() == 2


def test_same_content_may_be_submitted_again(run_jobs: RunJobs) -> None:
    by = owner()
    first = broken_picture(by)
    run_jobs()

    second = submit_revision(revision_id=first.revision_id, seen=None, by=by, now=NOW)

    assert (second.submission_number, second.digest) == (2, first.digest)


def test_run_is_seen_to_move(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted(owner())
    seen: list[tuple[str, int, str]] = []
    noted = tasks.note_progress

    def note(**arguments: object) -> None:
        noted(**arguments)
        now = progress_of(Run.objects.get())
        seen.append((now.run.state, now.done, now.now))

    monkeypatch.setattr(tasks, "note_progress", note)
    run_jobs()

    subjects = Run.objects.get().progress["subjects"]
    following = [*subjects[1:], ""]
    assert seen == [("running", number + 1, following[number]) for number in range(len(subjects))]
    over = progress_of(Run.objects.get())
    assert (over.is_over, over.percent, over.is_delayed) == (True, 100, False)


def test_run_whose_attempt_failed_waits_again(monkeypatch: pytest.MonkeyPatch) -> None:
    submitted(owner())

    def broken(**_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(tasks, "note_progress", broken)
    run_job(Job.objects.get(kind="run").pk)

    progress = progress_of(Run.objects.get())
    assert (progress.run.state, progress.state, progress.is_delayed) == (RunState.RUNNING, RunState.QUEUED, True)


def test_doubled_message_does_nothing(run_jobs: RunJobs) -> None:
    submitted(owner())
    run_jobs()

    assert not run_job(only_job().pk)
    assert Run.objects.get().state == RunState.PASSED


def test_attempt_that_lost_its_lease_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = submitted(owner())
    job = only_job()

    def taken_over(*arguments: object, **options: object) -> object:
        report = run_checks(*arguments, **options)
        Job.objects.filter(pk=job.pk).update(attempt=2)
        return report

    monkeypatch.setattr(tasks, "run_checks", taken_over)
    run_job(job.pk)

    assert not RunFinding.objects.exists()
    assert Run.objects.get().state == RunState.RUNNING
    assert reloaded(submission.revision_id).state == RevisionState.SUBMITTED


def test_next_attempt_begins_anew_and_ends_the_run(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = submitted(owner())
    job = only_job()

    def stolen(*_: object, **__: object) -> object:
        Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, lease_until=None, attempt=1)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "run_checks", stolen)
        with pytest.raises(KeyboardInterrupt):
            run_job(job.pk)
    run_jobs()

    assert Run.objects.get().progress["done"] == Run.objects.get().progress["subjects"]
    assert reloaded(submission.revision_id).state == RevisionState.IN_REVIEW


def test_run_ends_with_everything_or_not_at_all(monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs) -> None:
    submission = submitted(owner())

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the outbox is full")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "announce_transition", broken)
        run_job(only_job().pk)

    assert not RunFinding.objects.exists()
    assert Run.objects.get().state == RunState.RUNNING
    assert reloaded(submission.revision_id).state == RevisionState.SUBMITTED
    assert not Event.objects.filter(verb="revision.checks-passed").exists()
    job = only_job()
    assert (job.state, job.error) == (JobState.QUEUED, "RuntimeError: the outbox is full")


class TestFailure:
    def failed(self, monkeypatch: pytest.MonkeyPatch) -> Submission:
        """A submission whose run fails in every attempt."""
        submission = submitted(owner())

        def broken(*_: object, **__: object) -> None:
            raise MemoryError

        with monkeypatch.context() as patch:
            patch.setattr(tasks, "run_checks", broken)
            for _ in range(DEFAULT_ATTEMPTS):
                Job.objects.filter(state=JobState.QUEUED, kind="run").update(run_at=NOW)
                run_job(only_job().pk)
        return submission

    def test_run_that_cannot_be_finished_is_our_delay(self, monkeypatch: pytest.MonkeyPatch) -> None:
        admin = staff(is_admin=True)

        submission = self.failed(monkeypatch)

        revision = reloaded(submission.revision_id)
        assert Run.objects.get().state == RunState.FAILED
        assert revision.state == RevisionState.SUBMITTED
        line = status_of([revision], to=SYSTEM)[revision.pk]
        assert (line.party, line.waiting_on) == (Party.STAFF, "An admin")
        assert line.why == "The checks could not be finished because of a problem on our side."
        assert "you don't need to do anything" in str(line.next)
        assert line.likely == "We don't know yet how long this will take."
        assert line.since == Run.objects.get().finished_at
        to_admin = status_of([revision], to=admin)[revision.pk]
        assert (to_admin.waiting_on, "job failed" in str(to_admin.next)) == ("You", True)
        assert Notice.objects.get(person_id=admin.id).kind == RUN_FAILED

    def test_admin_runs_the_checks_again(self, monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs) -> None:
        submission = self.failed(monkeypatch)
        revision = reloaded(submission.revision_id)

        with_transition(revision, "re-run checks", by=staff(is_admin=True))
        run_jobs()

        assert [run.state for run in Run.objects.order_by("created_at", "pk")] == [RunState.FAILED, RunState.PASSED]
        assert reloaded(revision).state == RevisionState.IN_REVIEW

    def test_one_button_runs_all_again_that_were_given_up(
        self, monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs
    ) -> None:
        submission, admin = self.failed(monkeypatch), staff(is_admin=True)
        browser = browser_of(admin)
        assert "The check run for 1 submission was abandoned" in compact(browser.get("/checks/").content.decode())

        for _ in range(2):
            assert browser.post("/checks/run-again/").status_code == 302
        run_jobs()

        assert [run.state for run in Run.objects.order_by("created_at", "pk")] == [RunState.FAILED, RunState.PASSED]
        assert reloaded(submission.revision_id).state == RevisionState.IN_REVIEW
        assert "abandoned" not in compact(browser.get("/checks/").content.decode())

    def test_retried_job_does_the_same_run_again(self, monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs) -> None:
        submission = submitted(owner())
        failed = fail_every_attempt(monkeypatch, "run")

        assert retried(failed) is not None
        assert (Run.objects.get().state, progress_of(Run.objects.get()).is_delayed) == (RunState.QUEUED, False)
        seen: list[bool] = []
        noted = tasks.note_progress

        def note(**arguments: object) -> None:
            noted(**arguments)
            seen.append(progress_of(Run.objects.get()).is_restarted)

        monkeypatch.setattr(tasks, "note_progress", note)
        run_jobs()

        assert set(seen) == {True}
        assert Run.objects.get().state == RunState.PASSED
        assert reloaded(submission.revision_id).state == RevisionState.IN_REVIEW

    def test_job_of_a_run_that_another_replaced_is_not_retried(
        self, monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs
    ) -> None:
        submission = submitted(owner())
        failed = fail_every_attempt(monkeypatch, "run")
        with_transition(reloaded(submission.revision_id), "re-run checks", by=staff(is_admin=True))

        assert retried(failed) is None
        assert Run.objects.filter(state=RunState.FAILED).count() == 1

    def test_job_of_a_withdrawn_round_is_not_retried(self, monkeypatch: pytest.MonkeyPatch) -> None:
        by = owner()
        submission = submitted(by)
        failed = fail_every_attempt(monkeypatch, "run")
        with_transition(reloaded(submission.revision_id), "withdraw", by=by)

        assert retried(failed) is None

    def test_nobody_runs_checks_again_that_did_not_fail(self) -> None:
        submission = submitted(owner())

        with pytest.raises(NotPossible):
            with_transition(reloaded(submission.revision_id), "re-run checks", by=staff(is_admin=True))


def test_run_of_an_older_round_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = submitted(owner())

    def withdrawn(*arguments: object, **options: object) -> object:
        Revision.objects.update(state=RevisionState.DRAFT)
        return run_checks(*arguments, **options)

    monkeypatch.setattr(tasks, "run_checks", withdrawn)
    run_job(only_job().pk)

    assert Run.objects.get().state == RunState.SUPERSEDED
    assert reloaded(submission.revision_id).state == RevisionState.DRAFT
    assert only_job().state == JobState.DONE


def test_next_round_takes_the_place_of_an_open_run(run_jobs: RunJobs) -> None:
    by = owner()
    submission = submitted(by)
    Revision.objects.update(state=RevisionState.DRAFT)

    submit_revision(revision_id=submission.revision_id, seen=None, by=by, now=NOW + timedelta(minutes=1))
    run_jobs()

    assert [run.state for run in Run.objects.order_by("created_at")] == [RunState.SUPERSEDED, RunState.PASSED]
    assert Job.objects.filter(kind="run").count() == 1


def test_request_run_checks_a_draft_and_moves_nothing(run_jobs: RunJobs) -> None:
    by = owner()
    revision = ready(by)

    run = request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()

    run.refresh_from_db()
    assert (run.state, run.submission_id) == (RunState.PASSED, None)
    assert run.digest.startswith("d1:")
    assert reloaded(revision).state == RevisionState.DRAFT
    assert latest_run(revision.pk) is None


def test_request_run_is_for_editors_and_staff() -> None:
    by = owner()
    revision = ready(by)
    editor, viewer = (member(revision.listing.organisation, role) for role in (Role.EDITOR, Role.VIEWER))

    with pytest.raises(NotFound):
        request_run(revision_id=revision.pk, by=member(organisation("Other"), Role.OWNER), now=NOW)
    with pytest.raises(NotAllowed):
        request_run(revision_id=revision.pk, by=viewer, now=NOW)
    for actor in (editor, staff(is_admin=True)):
        request_run(revision_id=revision.pk, by=actor, now=NOW)
    Revision.objects.update(state=RevisionState.IN_REVIEW)
    with pytest.raises(NotFound):
        request_run(revision_id=revision.pk, by=by, now=NOW)


def test_system_verbs_are_for_the_system() -> None:
    submission = submitted(owner())

    for actor in (owner_of(submission), staff(is_admin=True)):
        with pytest.raises(NotAllowed):
            with_transition(reloaded(submission.revision_id), "checks passed", by=actor)


def owner_of(submission: Submission) -> Actor:
    return member(reloaded(submission.revision_id).listing.organisation, Role.OWNER)


def test_checks_passed_needs_a_run_that_passed() -> None:
    submission = submitted(owner())

    for verb in ("checks passed", "checks failed"):
        with pytest.raises(NotPossible):
            with_transition(reloaded(submission.revision_id), verb)


def test_facts_of_runs_cost_the_same_for_3_and_30_rows() -> None:
    by = owner()
    first = submitted(by)
    others = [
        Revision.objects.create(
            listing=first.revision.listing,
            number=number,
            state=RevisionState.SUPERSEDED,
            state_since=NOW,
            created_at=NOW,
            active_at=NOW,
        )
        for number in range(2, 31)
    ]
    rows = [reloaded(first.revision_id), *(reloaded(other) for other in others)]

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert validation_facts(rows[:count])[rows[0].pk].run is not None
        return len(captured)

    assert queries(3) == queries(30)


def test_submitted_revision_waits_for_the_checks() -> None:
    submission = submitted(owner())
    revision = reloaded(submission.revision_id)

    line = status_of([revision], to=SYSTEM)[revision.pk]

    unknown = "There isn't enough history to estimate how long this takes."
    assert (line.party, line.since, line.likely) == (Party.SYSTEM, NOW, unknown)
