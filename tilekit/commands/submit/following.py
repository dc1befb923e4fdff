"""Follows a submission until the stage that the caller waits for is over."""

from http import HTTPStatus

from tilekit.commands.submit.bodies import Submission
from tilekit.commands.submit.outcomes import LATER, LIVE, OUTCOMES, STAGES
from tilekit.commands.submit.result import Result
from tilekit.commands.submit.session import Session
from tilekit.commands.words import said
from tilekit.core.messages import N_

_DIGEST = "listing-digest"
# Approved, and no admin has enabled the tile yet.
_NOT_ENABLED = "approved"
_FIRST_SECONDS, _MOST_SECONDS = 1.0, 20.0


def followed(session: Session, submission: Submission, stage: str | None) -> Result:
    """What became of the submission: the stage is over, it cannot go on, or the wait is over.

    Without a stage nothing is waited for. Raises PortalAway, CallRefused.
    """
    told, pause = "", _FIRST_SECONDS
    while is_under_way(submission, stage):
        if submission.outcome != told:
            told, pause = submission.outcome, _FIRST_SECONDS
            session.note(_line(submission))
        if not session.wait.pause(pause):
            return Result(outcome=LATER, submission=submission, problem=_line(submission))
        pause = min(pause * 1.5, _MOST_SECONDS)
        submission = session.portal.get(f"/submissions/{submission.id}", Submission)
    if submission.outcome == LIVE:
        return seen_live(session, submission)
    if submission.outcome not in OUTCOMES:
        text = N_("The portal reports an outcome that this version of tilekit doesn't know: {outcome}. Update tilekit.")
        return Result(outcome=LATER, submission=submission, problem=said(text, outcome=submission.outcome))
    return Result(outcome=submission.outcome, submission=submission)


def is_under_way(submission: Submission, stage: str | None) -> bool:
    """Whether the stage is not over yet."""
    if stage is None:
        return False
    if stage == "sandbox" and submission.outcome == "sandbox":
        return submission.state == _NOT_ENABLED
    return submission.outcome in STAGES[stage]


def seen_live(session: Session, submission: Submission) -> Result:
    """Live once the public page of the tile answers with the digest of the submission. Raises PortalAway."""
    pause = _FIRST_SECONDS
    while not _is_shown(session, submission):
        if not session.wait.pause(pause):
            problem = said(N_("The portal reports that it is live, but the tile page doesn't show this version yet."))
            return Result(outcome=LATER, submission=submission, problem=problem)
        pause = min(pause * 1.5, _MOST_SECONDS)
    return Result(outcome=LIVE, submission=submission)


def _is_shown(session: Session, submission: Submission) -> bool:
    if not submission.links.tile:
        return False
    answer = session.portal.page(submission.links.tile)
    return answer.status_code == HTTPStatus.OK and answer.headers.get(_DIGEST) == submission.digest


def _line(submission: Submission) -> str:
    known = OUTCOMES.get(submission.outcome)
    return said(known.meaning) if known else submission.outcome
