"""Several at once, each in a thread with a connection of its own."""

from collections.abc import Callable

import pytest
from django.db import transaction
from msgspec.structs import replace

from accounts.models import Person
from common.errors import SlipwayError, Stale
from jobs.actions import claim_job
from jobs.models import Job, JobState
from jobs.moves import enqueue
from listings.models import Submission
from notices.models import Notice
from tests.listings.scene import NOW, staff
from tests.listings.test_races import at_once
from tests.validation.live_scene import RULE, checked
from tilekit.checks.engine import Report
from tilekit.checks.finding import Finding, Severity
from tilekit.core.messages import Message
from validation.actions import ask_live_checks, keep_live_check, note_catalogue, set_rollout
from validation.actions.live import NEW_BREAKS
from validation.actions.runs import Attempt
from validation.models import Catalogue, LiveCheck, LiveFinding, Mode, RuleRollout
from validation.queries.live import job_key
from validation.queries.report import report_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]
BROKEN = Finding(
    code=RULE,
    severity=Severity.BLOCKER,
    path="overview.title",
    file="",
    line=None,
    column=None,
    pointer="",
    message=Message("Write a title."),
    fingerprint="a" * 16,
)


def unread() -> Submission:
    """Something live that other checks had nothing against, and the job of the present ones at work on it."""
    check = checked(version="older")
    with transaction.atomic():
        job = enqueue("check-live", payload={}, key=job_key(check.submission_id), now=NOW)
    claim_job(job_id=job.pk, now=NOW)
    return Submission.objects.select_related("revision").get(pk=check.submission_id)


def keeping(submission: Submission) -> Callable[[], None]:
    """The end of that job, with a blocker."""
    job = Job.objects.get(key=job_key(submission.pk))
    mine, report = Attempt(job_id=job.pk, number=1), Report(findings=(replace(BROKEN),))
    return lambda: keep_live_check(submission=submission, attempt=mine, report=report, packages="", now=NOW)


def test_admins_are_told_once_where_the_last_two_end_together() -> None:
    admin: Person = Person.objects.get(pk=staff(is_admin=True).id)
    note_catalogue(now=NOW)
    acts = [keeping(submission) for submission in (unread(), unread(), unread())]

    results = at_once(acts)

    assert [each for each in results if isinstance(each, SlipwayError)] == []
    assert (LiveCheck.objects.count(), LiveFinding.objects.filter(is_new=True).count()) == (3, 3)
    assert Job.objects.filter(kind="check-live", state=JobState.DONE).count() == 3
    notice = Notice.objects.get(kind=NEW_BREAKS)
    assert (notice.person_id, notice.parameters["listings"]) == (admin.pk, 3)


def test_two_workers_note_the_same_catalogue_once() -> None:
    results = at_once([lambda: note_catalogue(now=NOW)] * 4)

    assert len({each.pk for each in results if isinstance(each, Catalogue)}) == Catalogue.objects.count() == 1


def test_of_two_admins_with_the_same_report_one_moves_the_rule() -> None:
    read, modes = report_of(RULE), (Mode.OBSERVE, Mode.WARN)
    admins = [staff(is_admin=True) for _ in modes]

    def move(number: int) -> Callable[[], RuleRollout]:
        return lambda: set_rollout(code=RULE, mode=modes[number], report=read, by=admins[number], now=NOW)

    results = at_once([move(0), move(1)])

    assert [isinstance(each, Stale) for each in results].count(True) == 1
    moved = next(each for each in results if isinstance(each, RuleRollout))
    assert RuleRollout.objects.get().mode == moved.mode


def test_two_admins_start_the_checks_once() -> None:
    admins = [staff(is_admin=True) for _ in range(3)]

    at_once([lambda by=by: ask_live_checks(by=by, now=NOW) for by in admins])

    assert Job.objects.filter(kind="check-live-listings").count() == 1
