"""Records what the fast lane would have done with a submission."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from common.actions import in_transaction
from listings.content.changes import ContentChange, changed_files
from listings.content.submissions import documents_of_submission
from listings.models import Revision, Submission
from reviews.fast_lane import LaneFacts, is_drawn, lane_verdict
from reviews.models import LaneResult, Review, Thread, ThreadState
from reviews.policies import FAST_LANE_SAMPLE
from reviews.queries.verdicts import live_submission
from tilekit.checks.finding import Severity
from validation.models import RunFinding
from validation.queries.runs import runs_of_submissions


@in_transaction
def record_lane_results(
    revision: Revision, submission: Submission, reviews: Iterable[Review], *, now: datetime
) -> None:
    """Store the result for each of the reviews, which wait for people. It has no effect on them.

    A submission that comes back to review keeps its first result.
    """
    verdict = lane_verdict(_facts_of(revision, submission))
    is_sampled = _is_sampled(revision)
    LaneResult.objects.bulk_create(
        (
            LaneResult(
                review=review,
                submission=submission,
                exclusion=verdict.exclusion or "",
                places=list(verdict.places),
                is_drawn=is_sampled,
                at=now,
            )
            for review in reviews
        ),
        ignore_conflicts=True,
    )


def _is_sampled(revision: Revision) -> bool:
    """The draw of the revision. The first one counts, even if the share or the secret key has changed since."""
    drawn = LaneResult.objects.filter(review__revision=revision).values_list("is_drawn", flat=True).first()
    return is_drawn(revision.listing_id, revision.number, percent=FAST_LANE_SAMPLE.value) if drawn is None else drawn


def _facts_of(revision: Revision, submission: Submission) -> LaneFacts:
    live = live_submission(revision.listing)
    runs = runs_of_submissions([submission]).values()
    open_threads = Thread.objects.filter(revision=revision).exclude(state=ThreadState.RESOLVED)
    return LaneFacts(
        content=_change(live, submission) if live else None,
        has_blocker=RunFinding.objects.filter(run__in=[run.pk for run in runs], severity=Severity.BLOCKER).exists(),
        has_open_thread=open_threads.filter(Q(is_blocking=True) | Q(is_question=True)).exists(),
    )


def _change(live: Submission, submission: Submission) -> ContentChange:
    return ContentChange(
        before=documents_of_submission(live),
        after=documents_of_submission(submission),
        files=changed_files(live.carried, submission.carried),
    )
