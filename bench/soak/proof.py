"""Compares the ledger of a soak with the database, after the processes have worked off the queue."""

import time
from collections import Counter
from collections.abc import Iterable

from bench.soak.ledger import Ledger, row_problems, value_problems

_DRAIN_SECONDS = 300


def wait_for_queue() -> list[str]:
    """Wait until no job that is due is open; returns what is wrong with the jobs then."""
    from django.utils import timezone

    from jobs.models import OPEN_STATES, Job, JobState

    until = time.monotonic() + _DRAIN_SECONDS
    due = Job.objects.filter(state__in=OPEN_STATES, run_at__lte=timezone.now())
    while due.exists() and time.monotonic() < until:
        time.sleep(1)
    failed = Job.objects.filter(state=JobState.FAILED)
    return [
        *(f"open: job {job.kind} {job.key}" for job in due),
        *(f"failed: job {job.kind} {job.key}: {job.error}" for job in failed),
    ]


def problems(ledger: Ledger) -> list[str]:
    """A sentence for each write that is lost or doubled, and for each submission without exactly one complete run."""
    writes = ledger.writes()
    rows = _stored_marks()
    edits = [write for write in writes if write.kind == "edit"]
    added = [write for write in writes if write.kind != "edit"]
    by_kind = [
        problem
        for kind in {write.kind for write in added}
        for problem in row_problems([write for write in added if write.kind == kind], rows[kind])
    ]
    return [*by_kind, *value_problems(edits, _descriptions()), *_run_problems()]


def _stored_marks() -> dict[str, Counter[str]]:
    """{kind of write: number of rows by mark}."""
    from listings.models import Listing, Submission
    from reviews.models import Comment, Decision

    documents = Submission.objects.values_list("documents", flat=True)
    return {
        "submission": Counter(str(document["overview"].get("short_description")) for document in documents),
        "comment": Counter(Comment.objects.values_list("body", flat=True)),
        "decision": Counter(Decision.objects.values_list("note", flat=True)),
        "API listing": Counter(Listing.objects.values_list("name", flat=True)),
    }


def _descriptions() -> dict[str, str]:
    """{ID of a listing: its short description}."""
    from listings.models import Section

    rows = Section.objects.filter(key="overview").select_related("revision")
    return {str(row.revision.listing_id): str(row.document.get("short_description")) for row in rows}


def _run_problems() -> Iterable[str]:
    from listings.models import Submission
    from validation.models import Run, RunState

    passed = Counter(Run.objects.filter(state=RunState.PASSED).values_list("submission", flat=True))
    doubled = (pk for pk, number in passed.items() if pk and number > 1)
    yield from (f"doubled: submission {pk} has {passed[pk]} passed runs" for pk in doubled)
    without = Submission.objects.exclude(pk__in=Run.objects.filter(submission__isnull=False).values("submission"))
    yield from (f"lost: submission {pk} has no run" for pk in without.values_list("pk", flat=True))
