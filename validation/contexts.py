"""What checks may know beyond the listing itself."""

from functools import lru_cache
from uuid import UUID

from listings.models import Release, Revision
from listings.queries.identities import TITLE, identities_of, taken_by_others
from listings.submissions import bundle_of_submission
from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Taken, title_key
from tilekit.checks.finding import Scope
from tilekit.sections.overview import Overview


def context_of(revision: Revision, bundle: Bundle) -> Context:
    """The context of a listing's checks: what is live, what others hold. Nothing on the network is asked.

    The revision comes with its listing; two queries, two more where something is live.
    """
    listing = revision.listing
    values = {**identities_of(bundle), TITLE: frozenset({title_key(bundle.section(Overview).title)} - {""})}
    return Context(
        scope=Scope.SUBMISSION,
        published=_live_bundle(listing.live_release_id) if listing.live_release_id else None,
        is_first=listing.live_release_id is None,
        taken=Taken(values=taken_by_others(listing.pk, values)),
    )


@lru_cache(maxsize=8)
def _live_bundle(release_id: UUID) -> Bundle:
    """A release never changes, and every save of a new revision is compared with it."""
    release = Release.objects.select_related("submission__revision__listing").get(pk=release_id)
    return bundle_of_submission(release.submission)
