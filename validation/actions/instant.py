"""Runs instant checks and caches their findings."""

from datetime import datetime

from common.actions import action
from listings.models import Revision
from validation.instant import fresh_findings
from validation.models import InstantFindings
from validation.moves import store_instant
from validation.queries.instant import Instant, in_force


def instant_findings(revision: Revision, *, now: datetime) -> Instant:
    """The current findings of instant checks on the revision, for the pages of a draft.

    Only checks whose inputs changed run, outside any transaction; the result is cached in a short one. Four queries if
    nothing changed. revision.listing must be loaded.
    """
    row = renew_instant_findings(revision, now=now)
    return in_force([row], [revision])[revision.pk]


def renew_instant_findings(revision: Revision, *, now: datetime) -> InstantFindings:
    """Refresh the cached findings after a save; as `instant_findings`."""
    row = fresh_findings([revision])[revision.pk]
    is_new = row._state.adding  # noqa: SLF001 Django's own way to say whether a row is stored
    if is_new:
        _keep(row, now=now)
    return row


@action
def _keep(row: InstantFindings, *, now: datetime) -> None:
    store_instant(row, now=now)
