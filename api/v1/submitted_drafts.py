"""Submits a draft with the values that the client confirms in the same call."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from api.errors import ShapeWrong
from api.v1.bodies.submissions import ALL, NewSubmissionBody
from common.actor import Actor
from common.errors import NotPossible
from listings.actions import prepare_submission, submit_revision
from listings.models import Revision, Submission
from listings.queries import open_attestations
from listings.states.revision_states import EDITABLE
from listings.writes.entities import EntityChange
from listings.writes.merged_saves import Save
from tilekit.core.fields import Flag
from tilekit.core.section import Values
from tilekit.sections import SECTIONS
from validation.current_findings import current_findings

_SECTION, _NOTE = "submission", "reviewer_note"


def submit_draft(
    revision: Revision, body: NewSubmissionBody, *, seen: int | None, by: Actor, now: datetime
) -> Submission:
    """Confirm the checkboxes in the body and submit the draft. If a submission is open, return that one.

    seen is the version of the revision that the client read. Raises ShapeWrong for an unknown checkbox, NotPossible
    with the findings that prevent a submission, and the errors of `prepare_submission` and `submit_revision`.
    """
    changes = _changes(revision, body)
    change = EntityChange(saves=[Save(key=key, changes=values) for key, values in changes.items()])
    try:
        ready = prepare_submission(revision_id=revision.pk, decide=lambda _stored: change, by=by, now=now, seen=seen)
        return submit_revision(revision_id=revision.pk, seen=ready.version if seen else None, by=by, now=now)
    except NotPossible as error:
        if revision.state not in EDITABLE:
            raise
        raise _with_findings(error, revision, changes, now=now) from error


def _with_findings(
    error: NotPossible, revision: Revision, changes: Mapping[str, Values], *, now: datetime
) -> NotPossible:
    """The error with the draft's blockers and empty fields, except the fields that the client fills in."""
    current = current_findings(revision, now=now)
    blockers = tuple(finding for finding in current.findings if finding.blocks and finding.path not in current.missing)
    sent = {f"{key}.{name}" for key, values in changes.items() for name in values}
    missing = [path for path in current.missing if path not in sent]
    return NotPossible(**error.context, findings=blockers, missing=missing)


def _changes(revision: Revision, body: NewSubmissionBody) -> Mapping[str, Values]:
    """{section key: values} to save in the draft before it is submitted."""
    changes: dict[str, Values] = {}
    for key, name in _confirmed_checkboxes(revision, body):
        changes.setdefault(key, {})[name] = True
    if body.note is not None:
        changes.setdefault(_SECTION, {})[_NOTE] = body.note
    return changes


def _confirmed_checkboxes(revision: Revision, body: NewSubmissionBody) -> Iterator[tuple[str, str]]:
    """(section key, field) of the unticked checkboxes that the client confirms. Raises ShapeWrong."""
    needed = [(key, name) for key, names in open_attestations(revision).items() for name in names]
    if body.confirm != ALL:
        _assert_checkboxes(body.confirm)
    return iter([(key, name) for key, name in needed if body.confirm == ALL or f"{key}.{name}" in body.confirm])


def _assert_checkboxes(names: Sequence[str]) -> None:
    boxes = {
        f"{section.key}.{name}" for section in SECTIONS for name, field in section.fields.items() if _is_checkbox(field)
    }
    unknown = [name for name in names if name not in boxes]
    if unknown:
        text = _("There is no checkbox called {name}.")
        raise ShapeWrong(fields={"confirm": [text.format(name=name) for name in unknown]})


def _is_checkbox(field: object) -> bool:
    return isinstance(field, Flag) and not field.read_only
