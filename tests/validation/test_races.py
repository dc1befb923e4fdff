"""Concurrent actions, each in a thread with its own connection."""

from collections.abc import Callable

import pytest
from django.db import transaction
from msgspec.structs import replace

from accounts.models import Person
from common.errors import SlipwayError, Stale
from jobs.actions import claim_job
from jobs.models import Job, JobState
from jobs.writes import enqueue
from listings.actions import save_section
from listings.models import Revision, Submission
from notices.models import Notice
from tests.listings.scene import NOW, reloaded, staff
from tests.listings.test_races import at_once
from tests.validation.live_scene import CODE, checked
from tests.validation.scene import owner, ready
from tilekit.checks.engine import CheckReport
from tilekit.checks.finding import Finding, Severity
from tilekit.core.messages import Message
from validation.actions import instant_findings, record_catalogue, request_live_checks, set_rollout, store_live_check
from validation.actions.live import NEW_BREAKS
from validation.instant import fresh_findings
from validation.models import CheckCatalogue, CheckRollout, InstantFindings, LiveCheck, LiveFinding, RolloutMode
from validation.queries.instant import versions_of
from validation.queries.live import job_key
from validation.queries.live_report import report_digest
from validation.writes import store_instant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]
BROKEN = Finding(
    code=CODE,
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
    """A live listing without findings in earlier checks, and the running job of the present checks for it."""
    check = checked(version="older")
    with transaction.atomic():
        job = enqueue("check-live", payload={}, key=job_key(check.submission_id), now=NOW)
    claim_job(job_id=job.pk, now=NOW)
    return Submission.objects.select_related("revision").get(pk=check.submission_id)


def keeping(submission: Submission) -> Callable[[], None]:
    """A function that finishes the job with a blocker."""
    job = Job.objects.get(key=job_key(submission.pk))
    report = CheckReport(findings=(replace(BROKEN),))
    return lambda: store_live_check(
        submission=submission, job_id=job.pk, attempt=1, report=report, packages="", now=NOW
    )


def test_admins_are_told_once_where_the_last_two_end_together() -> None:
    admin: Person = Person.objects.get(pk=staff(is_admin=True).id)
    record_catalogue(now=NOW)
    acts = [keeping(submission) for submission in (unread(), unread(), unread())]

    results = at_once(acts)

    assert [result for result in results if isinstance(result, SlipwayError)] == []
    assert (LiveCheck.objects.count(), LiveFinding.objects.filter(is_new=True).count()) == (3, 3)
    assert Job.objects.filter(kind="check-live", state=JobState.DONE).count() == 3
    notice = Notice.objects.get(kind=NEW_BREAKS)
    assert (notice.person_id, notice.parameters["listings"]) == (admin.pk, 3)


def test_two_workers_note_the_same_catalogue_once() -> None:
    results = at_once([lambda: record_catalogue(now=NOW)] * 4)

    assert (
        len({result.pk for result in results if isinstance(result, CheckCatalogue)})
        == CheckCatalogue.objects.count()
        == 1
    )


def test_of_two_admins_with_the_same_report_one_changes_the_mode() -> None:
    read, modes = report_digest(CODE), (RolloutMode.OBSERVE, RolloutMode.WARN)
    admins = [staff(is_admin=True) for _ in modes]

    def move(number: int) -> Callable[[], CheckRollout]:
        return lambda: set_rollout(code=CODE, mode=modes[number], report=read, by=admins[number], now=NOW)

    results = at_once([move(0), move(1)])

    assert [isinstance(result, Stale) for result in results].count(True) == 1
    moved = next(result for result in results if isinstance(result, CheckRollout))
    assert CheckRollout.objects.get().mode == moved.mode


def test_two_admins_start_the_checks_once() -> None:
    admins = [staff(is_admin=True) for _ in range(3)]

    at_once([lambda by=by: request_live_checks(by=by, now=NOW) for by in admins])

    assert Job.objects.filter(kind="check-live-listings").count() == 1


def test_findings_after_saves_at_once_are_those_of_the_newest_version() -> None:
    by = owner()
    revision = ready(by)
    changes = [{"title": "x" * 90}, {"short_description": "x" * 90}, {"sales_email": "nobody"}, {"vendor_url": "no"}]

    def save_and_check(change: dict[str, str]) -> Callable[[], object]:
        def run() -> object:
            save_section(revision_id=revision.pk, key="overview", version=None, changes=change, by=by, now=NOW)
            return instant_findings(reloaded(revision), now=NOW)

        return run

    results = at_once([save_and_check(change) for change in changes])

    assert [result for result in results if isinstance(result, SlipwayError)] == []
    assert_newest(revision)


def test_late_findings_of_an_older_version_replace_nothing() -> None:
    by = owner()
    revision = ready(by)
    for number in range(5):
        rows = []
        for length in (10, 90):
            change = {"short_description": "x" * (length + number)}
            save_section(revision_id=revision.pk, key="overview", version=None, changes=change, by=by, now=NOW)
            rows.append(fresh_findings([reloaded(revision)])[revision.pk])

        at_once([storing(row) for row in (rows if number % 2 else rows[::-1])])

        assert_newest(revision)


def storing(row: InstantFindings) -> Callable[[], None]:
    def store() -> None:
        with transaction.atomic():
            store_instant(row, now=NOW)

    return store


def assert_newest(revision: Revision) -> None:
    """The stored findings are those of all checks on the current draft."""
    stored = InstantFindings.objects.get(revision=revision)
    assert stored.versions == versions_of([reloaded(revision)])[revision.pk]
    InstantFindings.objects.all().delete()
    assert fresh_findings([reloaded(revision)])[revision.pk].findings == stored.findings
    assert "MF-013" in {finding["code"] for finding in stored.findings}
