"""Actions that run instant checks on drafts and store their findings."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.actions import optional_action
from files.errors import FileNotReadable
from listings.models import Revision
from validation.instant import fresh_findings
from validation.models import InstantFindings
from validation.queries.instant import InstantResults, effective_instant_results
from validation.writes import store_instant

MOST_CHECKED = 5


def instant_findings(revision: Revision, *, now: datetime) -> InstantResults:
    """The current findings of instant checks on a draft, for its pages.

    If they are not stored, all instant checks run outside a transaction, and the result is stored. If they are stored,
    this takes four queries. revision.listing must be loaded. Raises FileNotReadable.
    """
    rows = refresh_instant_findings([revision], now=now)
    return effective_instant_results(rows.values(), [revision])[revision.pk]


def listed_instant_findings(revisions: Sequence[Revision], *, now: datetime) -> dict[UUID, InstantResults]:
    """{revision ID: findings of instant checks}, for lists of drafts.

    Only a few revisions are checked now. The others get their last findings, until the periodic job checks them. If
    files can't be read, all revisions get their last findings. Revisions without stored findings are left out.
    """
    try:
        rows = list(refresh_instant_findings(revisions, now=now, most=MOST_CHECKED).values())
    except FileNotReadable:
        rows = list(InstantFindings.objects.filter(revision__in=revisions))
    return effective_instant_results(rows, revisions)


def refresh_instant_findings(
    revisions: Sequence[Revision], *, now: datetime, most: int | None = None
) -> dict[UUID, InstantFindings]:
    """Run instant checks on the revisions without current findings, and store the results.

    Returns {revision ID: findings}. most limits how many revisions are checked, as in `fresh_findings`. Raises
    FileNotReadable.
    """
    rows = fresh_findings(revisions, most=most)
    for row in rows.values():
        if row.at is None:  # not stored yet
            _store_row(row, now=now)
    return rows


@optional_action
def _store_row(row: InstantFindings, *, now: datetime) -> None:
    store_instant(row, now=now)
