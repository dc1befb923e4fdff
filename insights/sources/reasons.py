"""What checks report, why submissions go back to partners, and which checks prevent that."""

from collections.abc import Iterator

from insights.history import Answer, RevisionHistory
from insights.measures import InsightMeasure
from insights.sources.tallies import Tally

ONLY_NOTE, WHOLE_LISTING = "note", "listing"


def findings(history: RevisionHistory) -> Iterator[Tally]:
    """The checks that report a blocker or a warning in a submission, each once."""
    for submission in history.submissions:
        for code in history.findings.get(submission.id, ()):
            yield Tally(measure=InsightMeasure.FINDING, value=code, at=submission.at)


def reasons_of_returns(history: RevisionHistory) -> Iterator[Tally]:
    """The findings in submissions that went back to the partner, the places of blocking comments, and rejections.

    If checks returned the submission, only their blockers are reasons.
    """
    for submission, at, is_by_checks in history.returns():
        for code, is_blocker in history.findings.get(submission.id, {}).items():
            if is_blocker or not is_by_checks:
                yield Tally(measure=InsightMeasure.RETURN_CHECK, value=code, at=at)
    for answer in history.answers:
        if answer.rejection:
            yield Tally(measure=InsightMeasure.REJECTION, value=answer.rejection, at=answer.at, team=answer.team)
        elif not answer.is_approval:
            for place in _places(history, answer):
                yield Tally(measure=InsightMeasure.RETURN_PLACE, value=place, at=answer.at, team=answer.team)


def _places(history: RevisionHistory, answer: Answer) -> list[str]:
    """The sections with blocking comments of the team on the submission, each once."""
    about = (answer.team, answer.submission_id)
    comments = [comment for comment in history.comments if (comment.team, comment.submission_id) == about]
    return sorted({comment.section or WHOLE_LISTING for comment in comments}) or [ONLY_NOTE]


def prevented_returns(history: RevisionHistory) -> Iterator[Tally]:
    """The checks whose blocker was shown in the draft, and not reported in the next submission any more."""
    for code, shown_at in history.shown_blockers.items():
        submission = next((row for row in history.submissions if row.at >= shown_at), None)
        if submission and submission.id in history.findings and not history.findings[submission.id].get(code):
            yield Tally(measure=InsightMeasure.PREVENTED, value=code, at=submission.at)
