"""Live tiles without a review: minimal rows as a release creates them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from django.db import transaction
from msgspec.structs import asdict

from accounts.models import Organisation
from catalog.models import Tile
from catalog.writes import write_tile
from listings.models import Listing, Release, ReleaseKind, Revision, Submission
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from tests.listings.scene import organisation
from tilekit.core.basics import Basics

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_numbers = count(1)


def make_tile(
    title: str = "",
    *,
    of: Organisation | None = None,
    at: datetime | None = None,
    route: str = "integrations",
    support: str = "",
    **overview: object,
) -> Tile:
    """A tile in the catalogue; keywords are fields of the overview."""
    number = next(_numbers)
    title = title or f"Tile {number:03}"
    listing = make_listing(of or organisation(f"Org {number}"), title, route=route)
    documents = {
        "overview": {"title": title, "integration_id": f"tile-{number}", "vendor_name": "Acme", **overview},
        "support": {"support_md": support},
        "release_notes": {"entries": [{"key": "a", "version": "1.0.0", "date": "2025-01-01"}]},
    }
    release_of(listing, documents, at=at or NOW + timedelta(minutes=number))
    return Tile.objects.get(pk=listing.pk)


def make_listing(of: Organisation, name: str, *, route: str = "integrations") -> Listing:
    return Listing.objects.create(
        organisation=of,
        route=route,
        offering_type="integration",
        name=name,
        name_key=name.casefold(),
        app_uuid=uuid4(),
        created_at=NOW,
    )


def release_of(listing: Listing, documents: dict[str, object], *, at: datetime) -> Release:
    """The next release of the listing, with its tile."""
    Revision.objects.filter(listing=listing, state=RevisionState.PUBLISHED).update(state=RevisionState.SUPERSEDED)
    revision = Revision.objects.create(
        listing=listing,
        number=listing.revisions.count() + 1,
        state=RevisionState.PUBLISHED,
        state_since=at,
        submission_number=1,
        created_at=at,
        active_at=at,
    )
    submission = make_submission(revision, documents, at=at)
    release = Release.objects.create(
        listing=listing, submission=submission, kind=ReleaseKind.PUBLISH, at=at, replaces=listing.live_release
    )
    listing.live_release = release
    if listing.availability == Availability.NONE:
        listing.availability = Availability.LISTED
    listing.save()
    with transaction.atomic():
        write_tile(listing)
    return release


def make_submission(revision: Revision, documents: dict[str, object], *, at: datetime) -> Submission:
    listing = revision.listing
    basics = Basics(name=listing.name, route=listing.route, offering_type=listing.offering_type)
    return Submission.objects.create(
        revision=revision,
        submission_number=1,
        digest=f"d1:{uuid4().hex}",
        terms_digest="t1:0",
        basics=asdict(basics),
        documents=documents,
        schemas=dict.fromkeys(documents, 1),
        section_digests={},
        files={},
        base={},
        carried={},
        submitted_at=at,
    )


def make_revision(of: Organisation, *, state: RevisionState = RevisionState.APPROVED, **fields: object) -> Revision:
    """A reviewed revision with a minimal submission."""
    number = next(_numbers)
    listing = make_listing(of, f"Listing {number:03}")
    values = {"state_since": NOW, "created_at": NOW, "active_at": NOW, "submission_number": 1, **fields}
    revision = Revision.objects.create(listing=listing, number=1, state=state, **values)
    documents: dict[str, object] = {
        "overview": {"title": listing.name, "integration_id": f"listing-{number}"},
        "release_notes": {"entries": [{"key": "a", "version": f"1.0.{number}"}]},
    }
    make_submission(revision, documents, at=NOW)
    return revision
