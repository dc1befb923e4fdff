"""What teams and people worked on."""

from collections.abc import Iterator
from datetime import datetime

from insights.history import FrozenSubmission, ReviewTime, RevisionHistory
from insights.measures import InsightMeasure, LaneAnswer
from insights.sources.tallies import Tally, monday_of


def decisions(history: RevisionHistory) -> Iterator[Tally]:
    """The decisions of each person."""
    for answer in history.answers:
        measure = InsightMeasure.APPROVED if answer.is_approval else InsightMeasure.RETURNED
        yield Tally(measure=measure, value=str(answer.person_id or ""), at=answer.at, team=answer.team)


def arrivals(history: RevisionHistory) -> Iterator[Tally]:
    """The weeks in which reviews arrived in the queue of a team, and in which they left it."""
    for submission in history.submissions:
        entries = history.in_review(submission.number)
        for review in history.reviews if entries else ():
            arrived_at = entries[0].entered_at
            if _is_asked(history, review, submission, at=arrived_at):
                yield _week(InsightMeasure.ARRIVED, arrived_at, review.team)
                left_at = _decided_at(history, review, submission) or entries[-1].ended_at
                if left_at:
                    yield _week(InsightMeasure.LEFT, left_at, review.team)


def fast_lane(history: RevisionHistory) -> Iterator[Tally]:
    """The last decision of each team on each submission for which the fast lane has a result.

    A rejection of the listing counts for all teams.
    """
    last = {(answer.team, answer.submission_id): answer for answer in history.answers}
    rejections = {answer.submission_id: answer for answer in history.answers if answer.rejection}
    for (team, submission_id), would_approve in history.fast_lane.items():
        answer = rejections.get(submission_id) or last.get((team, submission_id))
        if answer is not None:
            agreed = LaneAnswer.AGREED if answer.is_approval else LaneAnswer.MISSED
            value = agreed if would_approve else LaneAnswer.EXCLUDED
            yield Tally(measure=InsightMeasure.LANE, value=value, at=answer.at, team=team)


def _is_asked(history: RevisionHistory, review: ReviewTime, submission: FrozenSubmission, *, at: datetime) -> bool:
    """Whether the review is open at this time, and no earlier approval of the team applies."""
    is_open = review.opened_at <= at and (review.closed_at is None or review.closed_at > at)
    return is_open and (review.id, submission.id) not in history.carried


def _decided_at(history: RevisionHistory, review: ReviewTime, submission: FrozenSubmission) -> datetime | None:
    answers = (answer for answer in history.answers if answer.submission_id == submission.id)
    return next((answer.at for answer in answers if answer.team == review.team), None)


def _week(measure: InsightMeasure, at: datetime, team: str) -> Tally:
    return Tally(measure=measure, value=monday_of(at).isoformat(), at=at, team=team)
