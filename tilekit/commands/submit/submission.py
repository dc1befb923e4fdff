"""Turns a folder into a submission. Finds an existing one with the same content; otherwise sends only what differs."""

from http import HTTPStatus

import msgspec

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit import drafts
from tilekit.commands.submit.errors import CallRefused, JobRefused, PortalUnavailable
from tilekit.commands.submit.field_values import ALL, confirmed_boxes
from tilekit.commands.submit.outcomes import ALREADY_LIVE, DECIDED_OUTCOMES, LIVE, OPEN_OUTCOMES, REFUSED, REJECTED
from tilekit.commands.submit.progress import follow, wait_until_live
from tilekit.commands.submit.replies import ListingReply, PageReply, SubmissionReply
from tilekit.commands.submit.result import SubmitResult, result_of_refusal
from tilekit.commands.submit.task import SubmitOptions, SubmitTask
from tilekit.commands.terminal import print_note
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

_EDITABLE = frozenset({"draft", "changes_requested"})
_STALE = frozenset({"stale", "section-changed", "revision-open"})  # error codes
_IMPORTING = "import-open"  # code of a reason
_ATTEMPTS = 4
_IMPORT_SECONDS = 5.0


class _Changed(Exception):
    """Raised if the listing changed in the portal in the meantime, to start over."""


class _Importing(Exception):
    """Raised while a folder of somebody else is imported into the draft, to start over afterwards."""


def submit_folder(task: SubmitTask) -> SubmitResult:
    """Submit the folder as the listing and follow the submission. If one with the same content exists, follow that one.

    If somebody changes the listing at the same time, the submission is tried again, up to a limit. Raises UsageError if
    a submission with other content is under way or if the portal would refuse this one, PortalUnavailable, CallRefused.
    """
    for _ in range(_ATTEMPTS):
        try:
            result = _submission_after_imports(task)
        except CallRefused as refused:
            if refused.status != HTTPStatus.PRECONDITION_FAILED and refused.code not in _STALE:
                return result_of_refusal(refused)
        except JobRefused as refused:
            if refused.code not in _STALE:
                return SubmitResult(outcome=REFUSED, findings=tuple(refused.findings), problem=str(refused))
        except _Changed:
            continue
        else:
            return result if isinstance(result, SubmitResult) else _follow(task, result)
    raise PortalUnavailable.of(N_("Someone else keeps changing this draft. Try again later."))


def _submission_after_imports(task: SubmitTask) -> SubmissionReply | SubmitResult:
    """The result of `_submission`, which starts over until no other folder is being imported into the draft.

    Raises PortalUnavailable if that takes longer than the command waits.
    """
    while True:
        try:
            return _submission(task)
        except _Importing:
            pass
        except CallRefused as refused:
            if _IMPORTING not in refused.reasons:
                raise
        if not task.session.wait.pause(_IMPORT_SECONDS):
            raise PortalUnavailable.of(N_("Another folder is still being imported into the draft. Try again later."))


def _submission(task: SubmitTask) -> SubmissionReply | SubmitResult:
    """The submission to follow, or the result if there is none."""
    rounds = task.portal.get(task.path("submissions"), PageReply[SubmissionReply]).items
    stored = drafts.fetch_folder(task.session, task.listing, task.folder)
    same = [submission for submission in rounds if submission.digest in stored.local_digests]
    if live := next((submission for submission in same if submission.outcome == LIVE), None):
        return _already_live(task, live)
    latest = rounds[0] if rounds else None
    if latest is not None and latest.outcome in OPEN_OUTCOMES:
        if latest in same:
            return latest
        return _make_editable(task, latest, stored)
    if latest is not None and latest.outcome == REJECTED and latest not in same:
        text = N_(
            "The listing was rejected, so you can't submit it again, even with different content. You can appeal in "
            "the portal."
        )
        return SubmitResult(outcome=REJECTED, submission=latest, problem=translated(text))
    if latest is not None and latest in same and latest.outcome in DECIDED_OUTCOMES:
        return SubmitResult(outcome=latest.outcome, submission=latest)
    return _from_draft(task, stored)


def _from_draft(task: SubmitTask, stored: drafts.PortalFolder) -> SubmissionReply | SubmitResult:
    """Submit the draft if it has the content of the folder; otherwise change it first."""
    if task.portal.get(f"/listings/{task.listing.id}", ListingReply).state not in _EDITABLE:
        task.portal.call("POST", task.path("revisions"))
        raise _Changed
    if drafts.save_values(task.session, stored, task.options.settings.values):
        stored = drafts.fetch_folder(task.session, task.listing, task.folder)
    if not stored.holds_local:
        trial = drafts.dry_run(task.session, task.listing, task.folder)
        if refused := _dry_run_refusal(trial, task.options):
            return refused
        drafts.replace_draft(task.session, task.listing, task.folder, etag=stored.etag)
        stored = drafts.fetch_folder(task.session, task.listing, task.folder)
        if stored.folder.digest != trial.digest:
            raise _Changed
    return _submit_draft(task, etag=stored.etag)


def _dry_run_refusal(trial: drafts.DryRunResult, options: SubmitOptions) -> SubmitResult | None:
    """The result if the checks refuse the folder; otherwise None. Checkboxes that the call confirms are ignored.

    Raises UsageError if the portal would refuse the submission for another reason, _Importing if it may not refuse it
    later.
    """
    problem = _problem_of(trial)
    boxes = confirmed_boxes(options.settings.confirm) | options.settings.paths
    findings = tuple(item for item in trial.findings if item.path not in boxes)
    if any(item.severity == "blocker" for item in findings):
        missing = tuple(item for item in trial.missing if item not in boxes)
        return SubmitResult(outcome=REFUSED, findings=findings, missing=missing, problem=problem)
    if any(item.code == _IMPORTING for item in trial.reasons):
        raise _Importing
    if problem:
        raise UsageError(problem)
    return None


def _problem_of(trial: drafts.DryRunResult) -> str:
    """What else prevents the submission; "" if nothing does."""
    if not trial.reasons:
        return ""
    reasons = " ".join(reason.text for reason in trial.reasons)
    return translated(N_("This folder can't be submitted right now. {reasons}"), reasons=reasons)


def _submit_draft(task: SubmitTask, *, etag: str) -> SubmissionReply:
    wishes, session = task.options, task.session
    confirm = dict.fromkeys(wishes.settings.confirm)
    body = {"confirm": ALL if ALL in confirm else list(confirm)}
    noted = {"note": wishes.note} if wishes.note is not None else {}
    print_note(translated(N_("Submitting {name}."), name=task.listing.name))
    response, call = session.call_once("POST", task.path("submissions"), {**body, **noted}, etag=etag)
    session.state.forget_key(call)
    return session.portal.read(response, SubmissionReply)


def _make_editable(task: SubmitTask, latest: SubmissionReply, stored: drafts.PortalFolder) -> SubmitResult:
    """Replace or withdraw the submission with other content, unless a dry run refuses the folder or a value, or the
    draft changed.
    """
    if not (task.options.withdraws or task.options.replaces):
        text = N_(
            "A submission with different content is still waiting for a decision: {page}. Wait for the decision, "
            "replace that submission with --replace, or withdraw it with --withdraw."
        )
        raise UsageError.of(text, page=task.portal.address(latest.links.page))
    trial = drafts.dry_run(task.session, task.listing, task.folder)
    if refused := _dry_run_refusal(trial, task.options) or _refused_values(task, stored):
        return refused
    if task.options.replaces:
        print_note(translated(N_("Replacing the earlier submission.")))
        task.portal.call("POST", task.path("replacement"), etag=stored.etag)
    else:
        print_note(translated(N_("Withdrawing the earlier submission.")))
        task.portal.call("POST", task.path("withdrawal"), {"reason": task.options.note or ""}, etag=stored.etag)
    raise _Changed


def _refused_values(task: SubmitTask, stored: drafts.PortalFolder) -> SubmitResult | None:
    """The result if the checks find a blocker in the values of the call; otherwise None."""
    settings = task.options.settings
    if not settings.values:
        return None
    trial = drafts.try_values(task.session, stored, settings.values)
    findings = tuple(item for item in trial.findings if item.path in settings.paths)
    is_refused = any(item.severity == "blocker" for item in findings)
    return SubmitResult(outcome=REFUSED, findings=findings) if is_refused else None


def _already_live(task: SubmitTask, live: SubmissionReply) -> SubmitResult:
    result = wait_until_live(task.session, live)
    return msgspec.structs.replace(result, outcome=ALREADY_LIVE) if result.outcome == LIVE else result


def _follow(task: SubmitTask, submission: SubmissionReply) -> SubmitResult:
    task.session.state.store_submission(submission.id)
    return follow(task.session, submission, task.options.stage)
