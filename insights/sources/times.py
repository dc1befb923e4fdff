"""How long listings waited for a decision, an approval and their release."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from insights.history import Answer, RevisionHistory
from insights.measures import InsightMeasure, rounded_hours
from insights.sources.tallies import Tally
from reviews.calendar import add_business_time, business_time_between, whole_business_days
from reviews.waiting_times import pauses_between, time_without_pauses


def response_times(history: RevisionHistory) -> Iterator[Tally]:
    """From a submission to the first decision on the revision, and for each team from the start of the review."""
    if not history.answers:
        return
    first = history.answers[0]
    yield from _response(history, first, since=history.submission(first.submission_id).at, team="")
    for team, answer in {answer.team: answer for answer in reversed(history.answers)}.items():
        yield from _response(history, answer, since=history.review_began(answer.submission_id), team=team)


def _response(history: RevisionHistory, answer: Answer, *, since: datetime, team: str) -> Iterator[Tally]:
    yield _hours(history, InsightMeasure.RESPONSE, (since, answer.at), team=team)
    calendar, pauses = history.calendars[team], pauses_between(history.pauses, since, answer.at, team=team)
    paused = sum((business_time_between(*pause, calendar) for pause in pauses), timedelta())
    days = whole_business_days(add_business_time(since, paused, calendar), answer.at, calendar)
    yield Tally(measure=InsightMeasure.RESPONSE_DAYS, value=str(days), at=answer.at, team=team)


def approval_times(history: RevisionHistory) -> Iterator[Tally]:
    """From the first submission to the last approval, and for each team from the start of its first review."""
    if history.approved_at and history.submissions:
        yield _hours(history, InsightMeasure.APPROVAL, (history.submissions[0].at, history.approved_at))
    began = {review.team: review.opened_at for review in reversed(history.reviews)}
    for team, answer in {answer.team: answer for answer in history.answers}.items():
        if answer.is_approval and team in began:
            yield _hours(history, InsightMeasure.APPROVAL, (began[team], answer.at), team=team)


def live_times(history: RevisionHistory) -> Iterator[Tally]:
    """From the first submission until the revision is live, and how many submissions it needed."""
    if history.released_at and history.submissions:
        yield _hours(history, InsightMeasure.LIVE, (history.submissions[0].at, history.released_at))
        yield Tally(measure=InsightMeasure.SUBMISSIONS, value=str(history.released), at=history.released_at)


def _hours(
    history: RevisionHistory, measure: InsightMeasure, span: tuple[datetime, datetime], *, team: str = ""
) -> Tally:
    """The time between both, without holds of the listing and incidents that stopped the team."""
    since, until = span
    passed = time_without_pauses(history.pauses, since, until, team=team)
    return Tally(measure=measure, value=str(rounded_hours(passed)), at=until, team=team)
