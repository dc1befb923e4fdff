"""Instant checks after a save, kept for the pages that follow."""

from datetime import datetime

from common.actions import action
from listings.models import Revision
from validation.instant import fresh_findings
from validation.models import InstantFindings
from validation.moves import store_instant
from validation.queries.instant import Instant, in_force


def instant_findings(revision: Revision, *, now: datetime) -> Instant:
    """What instant checks say of the revision as it stands; called by the pages of a draft.

    Checks run outside any transaction, those alone that read what changed; the result is kept in a short one. Four
    queries where nothing changed. The revision comes with its listing loaded.
    """
    row = renew_instant_findings(revision, now=now)
    return in_force([row], [revision])[revision.pk]


def renew_instant_findings(revision: Revision, *, now: datetime) -> InstantFindings:
    """Ask the checks after a save, for the pages and lists that read what they said; as `instant_findings`."""
    row = fresh_findings([revision])[revision.pk]
    is_new = row._state.adding  # noqa: SLF001 Django's own way to say whether a row is stored
    if is_new:
        _keep(row, now=now)
    return row


@action
def _keep(row: InstantFindings, *, now: datetime) -> None:
    store_instant(row, now=now)
