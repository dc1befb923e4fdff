"""All live listings are checked again when the checks change: once, whatever happens, and only admins are notified."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from audit.models import Event
from common.actor import Actor, Role, TeamRole
from common.errors import NotAllowed
from jobs.models import DEFAULT_ATTEMPTS, Job, JobState, Priority
from jobs.queries import due_periodic_kinds
from jobs.worker import run_job
from jobs.writes import enqueue
from listings.models import Identity, Listing, Revision, Submission
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from notices.models import Notice, Outbox
from tests.jobs.failing import fail_every_attempt, retried
from tests.listings.scene import NOW, member, organisation, reloaded, staff
from tests.tilekit.listing import png
from tests.validation.check_runner import NEW_CODE, add_check, checked_codes, use_catalogue
from tests.validation.scene import go_live, live_submission, organisation_of, owner, submitted
from tilekit.checks.registered_checks import all_checks
from validation import tasks
from validation.actions import record_catalogue, request_live_checks, waive_finding
from validation.actions.live import NEW_BREAKS
from validation.models import CheckCatalogue, CheckRollout, LiveCheck, LiveFinding, RolloutMode, Run
from validation.page.check import rollout_of
from validation.queries import overlay_of
from validation.queries.live import JOB_KIND, live_progress
from validation.queries.live_report import CheckCounts, check_counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
RunJobs = Callable[[], int]
CUT = {"images/overview.png": png()[:-200]}


def check_all(run_jobs: RunJobs) -> None:
    with transaction.atomic():
        enqueue("check-live-listings", payload={}, key="periodic", now=NOW)
    run_jobs()


def listing_of(submission: Submission) -> Listing:
    return reloaded(submission.revision_id).listing


def stored_traces(submission: Submission) -> tuple[object, ...]:
    """Everything that a check of live listings must not change."""
    revision = reloaded(submission.revision_id)
    return revision.state, revision.version, Notice.objects.count(), Outbox.objects.count(), Run.objects.count()


def one_job() -> Job:
    """The queued, not yet started check of live listings."""
    request_live_checks(by=staff(is_admin=True), now=NOW)
    run_job(Job.objects.get(kind="check-live-listings", state=JobState.QUEUED).pk)
    return Job.objects.get(kind="check-live")


def test_everything_live_is_read_and_nothing_follows(run_jobs: RunJobs) -> None:
    submission = live_submission(owner(), **CUT)
    live_submission(owner_of_another())
    before = stored_traces(submission)

    check_all(run_jobs)

    checks = {row.listing_id: row for row in LiveCheck.objects.all()}
    assert checks.keys() == set(Listing.objects.values_list("pk", flat=True))
    assert checks[listing_of(submission).pk].submission_id == submission.pk
    assert "IM-012" in LiveFinding.objects.values_list("code", flat=True)
    assert stored_traces(submission) == before
    assert set(Job.objects.filter(kind="check-live").values_list("priority", "state")) == {
        (Priority.BULK, JobState.DONE)
    }


def owner_of_another() -> Actor:
    """The owner of another organisation whose listing has the same names; those of the first are released."""
    Identity.objects.all().delete()
    return member(organisation("Other"), Role.OWNER)


def test_asked_twice_it_costs_nothing(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    live_submission(owner())
    check_all(run_jobs)
    asked, admin = checked_codes(monkeypatch), staff(is_admin=True)
    done = Job.objects.filter(kind="check-live").count()

    request_live_checks(by=admin, now=NOW)
    request_live_checks(by=admin, now=NOW)
    assert Job.objects.filter(kind="check-live-listings", key="asked").count() == 1
    check_all(run_jobs)

    assert asked == []
    assert Job.objects.filter(kind="check-live").count() == done == 1


def test_listing_that_waits_gets_no_second_job() -> None:
    live_submission(owner())
    job = one_job()

    assert one_job().pk == job.pk


def test_other_checks_read_it_again(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    live_submission(owner())
    check_all(run_jobs)
    use_catalogue(monkeypatch, "another")
    assert (live_progress().checked, live_progress().total) == (0, 1)

    check_all(run_jobs)

    assert LiveCheck.objects.get().catalogue_version == "another"
    assert (live_progress().checked, live_progress().is_over) == (1, True)


def test_what_left_the_catalogue_is_not_read(run_jobs: RunJobs) -> None:
    live_submission(owner())
    Listing.objects.update(availability=Availability.UNPUBLISHED)

    check_all(run_jobs)

    assert not LiveCheck.objects.exists()
    assert live_progress().total == 0


class TestFaults:
    def test_killed_attempt_leaves_nothing_and_the_next_ends_it(
        self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        live_submission(owner())
        job = one_job()

        def killed(**_: object) -> None:
            Job.objects.filter(pk=job.pk).update(lease_until=NOW)  # expired, as after the death of a worker
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(tasks, "store_live_check", killed)
            with pytest.raises(KeyboardInterrupt):
                run_job(job.pk)
        assert not LiveCheck.objects.exists()
        run_jobs()

        job.refresh_from_db()
        assert (job.state, job.attempt, LiveCheck.objects.count()) == (JobState.DONE, 2, 1)

    def test_spreading_that_was_killed_goes_on_where_it_was(
        self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        live_submission(owner())
        live_submission(owner_of_another())
        queue = tasks.queue_live_checks

        def once(*arguments: object, **named: object) -> None:
            queue(*arguments, **named)
            Job.objects.filter(kind="check-live-listings").update(lease_until=NOW)
            raise KeyboardInterrupt

        request_live_checks(by=staff(is_admin=True), now=NOW)
        with monkeypatch.context() as patch:
            patch.setattr(tasks, "_QUEUED_AT_ONCE", 1)
            patch.setattr(tasks, "queue_live_checks", once)
            with pytest.raises(KeyboardInterrupt):
                run_job(Job.objects.get(kind="check-live-listings").pk)
        assert Job.objects.filter(kind="check-live").count() == 1
        run_jobs()

        assert (Job.objects.filter(kind="check-live").count(), LiveCheck.objects.count()) == (2, 2)

    def test_attempt_that_lost_its_lease_writes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        live_submission(owner())
        job = one_job()
        run_checks = tasks.run_checks

        def taken_over(*arguments: object, **named: object) -> object:
            report = run_checks(*arguments, **named)
            Job.objects.filter(pk=job.pk).update(attempt=2)
            return report

        monkeypatch.setattr(tasks, "run_checks", taken_over)
        run_job(job.pk)

        assert not LiveCheck.objects.exists()

    def test_release_that_was_replaced_meanwhile_is_not_told_of(
        self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        by = owner()
        first = live_submission(by)
        job = one_job()
        run_checks = tasks.run_checks

        def replaced(*arguments: object, **named: object) -> object:
            report = run_checks(*arguments, **named)
            go_live(submitted_again(first))
            return report

        with monkeypatch.context() as patch:
            patch.setattr(tasks, "run_checks", replaced)
            run_job(job.pk)
        assert not LiveCheck.objects.exists()

        check_all(run_jobs)
        assert LiveCheck.objects.get().submission_id != first.pk

    def test_given_up_listing_holds_up_nobody_and_is_tried_again_when_asked(
        self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        live_submission(owner())
        job = one_job()

        def broken(*_: object, **__: object) -> None:
            raise MemoryError

        with monkeypatch.context() as patch:
            patch.setattr(tasks, "run_checks", broken)
            for _ in range(DEFAULT_ATTEMPTS):
                Job.objects.filter(pk=job.pk).update(run_at=NOW)
                run_job(job.pk)
        progress = live_progress()
        assert (progress.checked, progress.given_up, progress.is_over) == (0, 1, True)
        assert CheckCatalogue.objects.get().completed_at is not None

        check_all(run_jobs)
        assert not LiveCheck.objects.exists()
        request_live_checks(by=staff(is_admin=True), now=NOW)
        run_jobs()
        assert LiveCheck.objects.exists()

    def test_retried_job_reads_the_listing_after_all(self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
        live_submission(owner())
        one_job()
        failed = fail_every_attempt(monkeypatch, JOB_KIND)

        assert retried(failed) is not None
        run_jobs()

        assert LiveCheck.objects.exists()


def submitted_again(first: Submission) -> Submission:
    """The same content as a later submission."""
    return Submission.objects.create(
        **{
            field.attname: getattr(first, field.attname)
            for field in Submission._meta.concrete_fields
            if field.name not in {"id", "submission_number"}
        },
        submission_number=first.revision.submissions.count() + 1,
    )


class TestNewChecks:
    def test_check_that_is_new_is_observed_until_an_admin_changes_its_mode(
        self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        live_submission(owner())
        check_all(run_jobs)
        assert not CheckRollout.objects.exists()
        add_check(monkeypatch)
        use_catalogue(monkeypatch, "with one more")

        check_all(run_jobs)

        rollout = CheckRollout.objects.get()
        assert (rollout.code, rollout.mode, rollout.by) == (NEW_CODE, RolloutMode.OBSERVE, None)
        assert Event.objects.get(verb="rule.observe").object_ids == {"rule": NEW_CODE}
        assert CheckCatalogue.objects.count() == 2

    def test_check_that_is_new_is_enforced_where_nothing_is_live(self, monkeypatch: pytest.MonkeyPatch) -> None:
        record_catalogue(now=NOW)
        add_check(monkeypatch)
        use_catalogue(monkeypatch, "with one more")

        record_catalogue(now=NOW)
        record_catalogue(now=NOW)

        assert CheckCatalogue.objects.count() == 2
        assert not CheckRollout.objects.exists()

    def test_check_that_declares_it_starts_observed_until_an_admin_changes_its_mode(self) -> None:
        listing = live_submission(owner()).revision.listing
        starting = {check.code for check in all_checks() if check.starts_observed}

        assert starting
        assert {code for code in starting if overlay_of(listing.pk).hides(code)} == starting
        code = min(starting)
        assert rollout_of(code).mode is RolloutMode.OBSERVE
        CheckRollout.objects.create(code=code, mode=RolloutMode.ENFORCE, at=NOW)
        assert not overlay_of(listing.pk).hides(code)
        assert rollout_of(code).mode is RolloutMode.ENFORCE

    def test_deep_run_sends_nothing_back_for_a_check_that_nobody_knew(
        self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        live_submission(owner())
        record_catalogue(now=NOW)
        submission = submitted(owner_of_another())
        add_check(monkeypatch)
        use_catalogue(monkeypatch, "with one more")

        run_jobs()

        assert reloaded(submission.revision_id).state == RevisionState.IN_REVIEW


class TestNewBreaks:
    def changed(self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> Submission:
        """A live listing in which the next checks have more findings than the first ones."""
        submission = live_submission(owner())
        check_all(run_jobs)
        add_check(monkeypatch)
        use_catalogue(monkeypatch, "with one more")
        return submission

    def test_admins_are_told_once(self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
        by, admin = owner(), staff(is_admin=True)
        colleague = member(organisation_of(by))
        live_submission(by)
        live_submission(owner_of_another())
        check_all(run_jobs)
        add_check(monkeypatch)
        use_catalogue(monkeypatch, "with one more")

        check_all(run_jobs)
        check_all(run_jobs)

        notice = Notice.objects.get(kind=NEW_BREAKS)
        assert (notice.person_id, notice.url) == (admin.id, "/checks/?breaks=new")
        assert notice.parameters == {"listings": 2, "rules": NEW_CODE}
        assert not Notice.objects.filter(person_id=colleague.id).exclude(kind="listing.submit").exists()
        assert check_counts()[NEW_CODE] == CheckCounts(affected=2, reported=2, failing=2, newly_failing=2)

    def test_next_catalogue_does_not_tell_it_again(self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
        staff(is_admin=True)
        self.changed(run_jobs, monkeypatch)
        check_all(run_jobs)
        use_catalogue(monkeypatch, "a third")

        check_all(run_jobs)

        assert Notice.objects.filter(kind=NEW_BREAKS).count() == 1
        assert check_counts()[NEW_CODE] == CheckCounts(affected=1, reported=1, failing=1, newly_failing=0)

    def test_waived_break_is_none(self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
        admin = staff(is_admin=True)
        submission = self.changed(run_jobs, monkeypatch)
        check_all(run_jobs)
        finding = LiveFinding.objects.get(code=NEW_CODE)
        waive_finding(
            listing_id=listing_of(submission).pk,
            fingerprint=finding.fingerprint,
            code=NEW_CODE,
            reason="Agreed",
            until=None,
            by=admin,
            now=NOW,
        )
        assert check_counts()[NEW_CODE] == CheckCounts(affected=1, reported=0, failing=0, newly_failing=0)
        use_catalogue(monkeypatch, "a third")
        LiveCheck.objects.all().delete()
        Notice.objects.all().delete()

        check_all(run_jobs)

        assert not Notice.objects.exists()

    def test_blocker_of_the_release_before_is_old(self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
        staff(is_admin=True)
        first = self.changed(run_jobs, monkeypatch)
        go_live(submitted_again(first), now=NOW + timedelta(days=1))

        check_all(run_jobs)

        assert check_counts()[NEW_CODE] == CheckCounts(affected=1, reported=1, failing=0, newly_failing=0)
        assert not Notice.objects.filter(kind=NEW_BREAKS).exists()

    def test_without_a_check_before_nothing_is_new(self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
        add_check(monkeypatch)
        CheckRollout.objects.create(code=NEW_CODE, mode=RolloutMode.OBSERVE, at=NOW)
        live_submission(owner())

        check_all(run_jobs)

        assert check_counts()[NEW_CODE] == CheckCounts(affected=1, reported=1, failing=1, newly_failing=0)

    def test_run_of_the_submission_tells_what_was_there_before(
        self, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        submission = submitted(owner())
        run_jobs()
        go_live(submission)
        add_check(monkeypatch)
        use_catalogue(monkeypatch, "with one more")

        check_all(run_jobs)

        assert check_counts()[NEW_CODE].newly_failing == 1


def test_only_admins_ask() -> None:
    for actor in (owner(), staff(teams={"ecosystems": TeamRole.LEAD})):
        with pytest.raises(NotAllowed):
            request_live_checks(by=actor, now=NOW)
    assert not Job.objects.exists()
    assert not Revision.objects.exists()


def test_it_begins_by_itself() -> None:
    assert "check-live-listings" in {kind.name for kind in due_periodic_kinds(NOW)}
