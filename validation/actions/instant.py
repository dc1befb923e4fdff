"""Runs instant checks on drafts and stores their findings."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.actions import action
from files.errors import FileNotReadable
from listings.models import Revision
from validation.instant import fresh_findings
from validation.models import InstantFindings
from validation.queries.instant import InstantResults, effective_instant_results
from validation.writes import store_instant

MOST_CHECKED = 5


def instant_findings(revision: Revision, *, now: datetime) -> InstantResults:
    """The current findings of instant checks on the revision, for the pages of a draft.

    If they are not stored, all instant checks run, outside any transaction, and a short one stores the result. Four
    queries if they are stored. revision.listing must be loaded. Raises FileNotReadable.
    """
    rows = refresh_instant_findings([revision], now=now)
    return effective_instant_results(rows.values(), [revision])[revision.pk]


def listed_instant_findings(revisions: Sequence[Revision], *, now: datetime) -> dict[UUID, InstantResults]:
    """The current findings of each revision, for lists; as `instant_findings`.

    A list checks a few revisions at most. The others have their last findings until the periodic job has checked them,
    as all have while the files can't be read. A revision without any is left out.
    """
    try:
        rows = list(refresh_instant_findings(revisions, now=now, most=MOST_CHECKED).values())
    except FileNotReadable:
        rows = list(InstantFindings.objects.filter(revision__in=revisions))
    return effective_instant_results(rows, revisions)


def refresh_instant_findings(
    revisions: Sequence[Revision], *, now: datetime, most: int | None = None
) -> dict[UUID, InstantFindings]:
    """Run the checks on the revisions without current findings, and store the results. Raises FileNotReadable.

    most: as in `fresh_findings`.
    """
    rows = fresh_findings(revisions, most=most)
    for row in rows.values():
        if row.at is None:  # not stored yet
            _store(row, now=now)
    return rows


@action
def _store(row: InstantFindings, *, now: datetime) -> None:
    store_instant(row, now=now)
