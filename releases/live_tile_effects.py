"""Effects of the transitions of a live tile."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from catalog.models import Tile
from catalog.writes import write_tile
from common.actions import in_transaction
from common.errors import NotPossible
from listings.lifecycle.change import StateChange
from listings.models import Listing, ReleaseKind
from releases.queries import earlier_live_submissions
from releases.writes import create_release, restore_revision


@in_transaction
def restore_release(change: StateChange[Listing]) -> None:
    """Make the chosen submission live again, as a new release."""
    submission = earlier_live_submissions(change.listing).get(pk=str(change.parameters["submission"]))
    release = create_release(
        change.listing,
        submission,
        kind=ReleaseKind.ROLL_BACK,
        by=change.by,
        now=change.now,
        reason=change.text("reason"),
    )
    restore_revision(change.listing, submission.revision_id, now=change.now)
    write_tile(change.listing)
    change.objects.update(submission=submission.pk, release=release.pk)
    change.digests["submission"] = submission.digest
    change.details.update(round=submission.submission_number, number=submission.revision.number)


@in_transaction
def set_end(change: StateChange[Listing]) -> None:
    """Set the end date and the tile that replaces this one."""
    change.subject.ends_on = change.value("ends_on", date)
    change.subject.successor_id = _successor(change.text("successor"), change.subject)


@in_transaction
def remove_end(change: StateChange[Listing]) -> None:
    change.subject.ends_on, change.subject.successor_id = None, None


def _successor(slug: str, listing: Listing) -> UUID | None:
    if not slug:
        return None
    tile = Tile.objects.filter(slug=slug, is_listed=True).exclude(listing=listing).only("listing_id").first()
    if tile is None:
        raise NotPossible(
            reasons=_("No other live tile has the integration ID “{id}”. Check the ID and try again.").format(id=slug),
            codes=["no-successor"],
        )
    return tile.listing_id
