"""Actions with which owners and applications sign off a tile."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from common.actions import action
from common.actor import Actor
from common.errors import NotPossible
from common.lookups import first_or_not_found
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import apply_to_revision, assert_permitted, assert_revision_unchanged
from listings.models import Revision, Submission
from sandboxes.sign_off_checklist import open_items
from sandboxes.writes import view_and_sign_off


@action
def sign_off_as_read(
    *, revision_id: UUID, submission_id: UUID, terms_confirmed: bool, seen: int | None, by: Actor, now: datetime
) -> Revision:
    """Sign off a tile as an application. Reading the submission counts as viewing the tile.

    Raises NotFound, NotAllowed, Stale, and NotPossible, for example if a newer submission has replaced this one.
    """
    revision = lock_revision(revision_id, by=by)
    assert_revision_unchanged(revision, seen)
    assert_permitted(revision, "sign off", by=by)
    submission = first_or_not_found(Submission.objects.filter(revision=revision).order_by("-submission_number"))
    if submission.pk != submission_id:
        raise NotPossible(
            reasons=_("A different submission is enabled in the sandbox org. View its tile before you sign off."),
            codes=["submission-replaced"],
        )
    return view_and_sign_off(revision, submission, terms_confirmed=terms_confirmed, by=by, now=now)


def sign_off(*, revision_id: UUID, seen: int | None, terms_confirmed: bool, by: Actor, now: datetime) -> Revision:
    """Sign off the tile as it is in the sandbox. Only owners can. On Marketplace, they also confirm pricing and EULA.

    The checklist is compared with the tile before the transaction, because that reads files. Raises NotFound,
    NotAllowed, Stale, NotPossible.
    """
    submission = Submission.objects.filter(revision=revision_id).order_by("-submission_number").first()
    is_done = submission is not None and not open_items(submission)
    parameters = {"terms_confirmed": terms_confirmed, "checklist_confirmed": is_done}
    return _sign_off(revision_id=revision_id, seen=seen, parameters=parameters, by=by, now=now)


@action
def _sign_off(
    *, revision_id: UUID, seen: int | None, parameters: Mapping[str, object], by: Actor, now: datetime
) -> Revision:
    return apply_to_revision("sign off", revision_id=revision_id, seen=seen, by=by, now=now, parameters=parameters)
