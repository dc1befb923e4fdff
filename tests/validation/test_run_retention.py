"""Which check runs are removed, and which stay."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from listings.models import Revision, Submission
from tests.retention import remove
from tests.validation.scene import owner, submitted
from validation.models import Run, RunFinding, RunState
from validation.queries import latest_draft_run, latest_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
OLD = timezone.now() - timedelta(days=200)


@pytest.fixture
def submission() -> Submission:
    submission = submitted(owner())
    Run.objects.all().delete()
    return submission


def add(revision: Revision, state: RunState, *, of: Submission | None, day: int, at: datetime = OLD) -> Run:
    at += timedelta(days=day)
    run = Run.objects.create(revision=revision, submission=of, state=state, created_at=at, finished_at=at)
    RunFinding.objects.create(run=run, code="GEN-001", severity="advice", message="x", fingerprint="x")
    return run


def left() -> set[Run]:
    return {finding.run for finding in RunFinding.objects.all()} & set(Run.objects.all())


def test_replaced_runs_go_with_their_findings(submission: Submission) -> None:
    revision = submission.revision
    for day, state in enumerate((RunState.BLOCKED, RunState.FAILED, RunState.INCOMPLETE)):
        add(revision, state, of=submission, day=day)
    passed = add(revision, RunState.PASSED, of=submission, day=3)
    last = add(revision, RunState.BLOCKED, of=submission, day=4)
    for day, state in enumerate((RunState.PASSED, RunState.BLOCKED)):
        add(revision, state, of=None, day=day)
    draft = add(revision, RunState.PASSED, of=None, day=2)

    assert remove("runs") == [5]

    assert left() == {passed, last, draft}
    assert (latest_run(revision.pk), latest_draft_run(revision.pk)) == (last, draft)


def test_the_last_result_stays_if_the_last_run_failed(submission: Submission) -> None:
    revision = submission.revision
    result = add(revision, RunState.BLOCKED, of=submission, day=0)
    failed = add(revision, RunState.FAILED, of=submission, day=1)

    assert remove("runs") == []

    assert left() == {result, failed}


def test_recent_runs_stay_and_those_of_drafts_replace_only_drafts(submission: Submission) -> None:
    revision, now = submission.revision, timezone.now()
    recent = [add(revision, RunState.BLOCKED, of=None, day=-day, at=now) for day in (2, 1)]
    submitted_run = add(revision, RunState.BLOCKED, of=submission, day=0)

    assert remove("runs") == []

    assert left() == {*recent, submitted_run}
