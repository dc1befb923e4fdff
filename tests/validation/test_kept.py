"""Asking twice costs nothing: what follows from the content alone is asked once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from common.actor import Actor, ActorKind, Role
from jobs.models import Job
from jobs.worker import run_job
from listings.actions import save_section, submit_revision
from listings.bundles import bundle_of_revision
from listings.models import Submission
from listings.submissions import bundle_of_submission
from tests.listings.scene import NOW, fresh
from tests.tilekit.listing import png
from tests.validation.asking import noted, use_catalogue
from tests.validation.scene import owner, ready, submitted
from validation import asking, tasks
from validation.actions import drop_kept_findings, request_run
from validation.kept import known_of, reading_of
from validation.models import Finding, KeptFindings, Run, RunState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
RunJobs = Callable[[], int]


def broken_picture() -> Submission:
    by = owner()
    return submit_revision(revision_id=ready(by, **{"images/overview.png": png()[:-200]}).pk, seen=None, by=by, now=NOW)


def findings(run: Run) -> list[tuple[str, ...]]:
    return list(Finding.objects.filter(run=run).values_list("code", "severity", "path", "file", "fingerprint", "fix"))


def again(first: Submission) -> Run:
    """The same content submitted once more."""
    by = owner_of(first)
    second = submit_revision(revision_id=first.revision_id, seen=None, by=by, now=NOW + timedelta(minutes=1))
    assert second.digest == first.digest
    return Run.objects.get(submission=second)


def owner_of(submission: Submission) -> Actor:
    listing = fresh(submission.revision_id).listing
    return Actor(kind=ActorKind.PERSON, id=submission.submitted_by, organisations={listing.organisation_id: Role.OWNER})


def test_next_round_of_the_same_content_asks_no_pure_check(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    first = broken_picture()
    run_jobs()
    kept = KeptFindings.objects.get()
    run = again(first)
    asked = noted(monkeypatch)

    run_jobs()

    assert len(kept.codes) > 400
    assert set(kept.codes).isdisjoint(asked)
    assert asked
    run.refresh_from_db()
    old = Run.objects.get(submission=first)
    assert (run.state, findings(run)) == (RunState.BLOCKED, findings(old))
    assert run.progress["done"] == run.progress["subjects"]
    assert KeptFindings.objects.count() == 1


def test_other_rules_are_asked_anew(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    first = broken_picture()
    run_jobs()
    again(first)
    asked = noted(monkeypatch)
    use_catalogue(monkeypatch, "another")

    run_jobs()

    assert set(KeptFindings.objects.get(catalogue_version="another").codes) <= set(asked)


def test_what_no_folder_carries_is_part_of_what_was_read(run_jobs: RunJobs) -> None:
    """The content digest leaves the maintainer out; a check reads it."""
    first = broken_picture()
    run_jobs()
    changes = {"maintainer_email": "not an address"}
    by = owner_of(first)
    save_section(revision_id=first.revision_id, key="support", version=None, changes=changes, by=by, now=NOW)
    revision = fresh(first.revision_id)

    bundle = bundle_of_revision(revision)
    assert bundle.digest == first.digest
    assert known_of(reading_of(bundle)) is None
    assert known_of(reading_of(bundle_of_submission(first))) is not None


def test_draft_that_was_read_is_not_run_again(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    by = owner()
    revision = ready(by)
    runs: list[object] = []
    run_checks = asking.run_checks
    monkeypatch.setattr(asking, "run_checks", lambda *args, **named: runs.append(args) or run_checks(*args, **named))

    first = request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()
    second = request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()

    assert (second.pk, len(runs)) == (first.pk, 1)


def test_draft_is_run_again_where_only_the_release_wish_changed(run_jobs: RunJobs) -> None:
    """No folder carries it and the content digest leaves it out; a deep check reads it."""
    by = owner()
    revision = ready(by)
    first = request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()
    wish = {"requested_release": "on_date", "requested_release_on": "2030-01-01"}
    save_section(revision_id=revision.pk, key="submission", version=None, changes=wish, by=by, now=NOW)

    second = request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()

    first.refresh_from_db()
    second.refresh_from_db()
    assert second.pk != first.pk
    assert (second.digest, second.state) == (first.digest, RunState.PASSED)
    assert second.reading != first.reading


def test_attempt_after_a_killed_one_uses_what_was_kept(monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs) -> None:
    submitted(owner())
    job = Job.objects.get(kind="run")

    def killed(**_: object) -> None:
        Job.objects.filter(pk=job.pk).update(state="queued", lease_until=None)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "finish_run", killed)
        with pytest.raises(KeyboardInterrupt):
            run_job(job.pk)
    asked = noted(monkeypatch)
    run_jobs()

    assert set(KeptFindings.objects.get().codes).isdisjoint(asked)
    assert Run.objects.get().state == RunState.PASSED


def test_kept_findings_are_dropped_with_their_catalogue_and_with_age(
    run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(owner())
    run_jobs()
    now = timezone.now()

    assert drop_kept_findings(now=now) == 0
    assert drop_kept_findings(now=now + timedelta(days=31)) == 1
    KeptFindings.objects.create(reading="r", catalogue_version="older", findings="[]", at=now)
    assert drop_kept_findings(now=now) == 1
