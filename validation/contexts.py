"""What checks may know beyond the listing itself."""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from msgspec.structs import replace

from files.queries import blobs_of
from files.store import open_blob
from listings.models import Listing, Release, Revision, Section, Submission
from listings.queries.identities import TITLE, identities_of, taken_by_others
from listings.submissions import bundle_of_submission
from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Taken, title_key
from tilekit.checks.finding import Scope
from tilekit.checks.outside import addresses_outside
from tilekit.media import video
from tilekit.media.video import VideoFacts
from tilekit.media.wheel import parse_name
from tilekit.sections.configuration import Configuration
from tilekit.sections.overview import Overview
from validation.models import Run, RunState
from validation.queries.agent import shipped_packages


def context_of(revision: Revision, bundle: Bundle) -> Context:
    """The context of a listing's instant checks: what is live, what others hold. Nothing on the network is asked.

    The revision comes with its listing; two queries, two more where something is live.
    """
    return _context(revision.listing, bundle, beside=revision.listing.live_release_id)


def deep_context_of(revision: Revision, bundle: Bundle) -> Context:
    """The context of a deep run: what was handed in before, and what the addresses of the listing answer.

    Takes as long as the addresses take, within the limit of a probe; no transaction is open meanwhile.
    """
    network = _answers(bundle) if settings.PROBE_LINKS else None
    return replace(stored_context_of(revision, bundle), network=network)


def stored_context_of(revision: Revision, bundle: Bundle) -> Context:
    """What a deep run knows without asking anybody outside; for who waits for the answer."""
    return _with_uploads(context_of(revision, bundle), revision.listing, bundle)


def live_context_of(submission: Submission, bundle: Bundle) -> Context:
    """The context in which something live is checked again: beside the release whose place it took.

    The network is not asked: whether an address answers today says nothing about rules. The submission comes with
    revision, listing and organisation.
    """
    listing = submission.revision.listing
    first = Release.objects.filter(submission=submission).order_by("at", "pk").first()
    context = _context(listing, bundle, beside=first.replaces_id if first else None)
    return _with_uploads(context, listing, bundle)


def _context(listing: Listing, bundle: Bundle, *, beside: UUID | None) -> Context:
    """Beside names the release that counts as published."""
    values = {**identities_of(bundle), TITLE: frozenset({title_key(bundle.section(Overview).title)} - {""})}
    return Context(
        scope=Scope.SUBMISSION,
        published=_live_bundle(beside) if beside else None,
        is_first=beside is None,
        taken=Taken(values=taken_by_others(listing.pk, values)),
        today=timezone.localdate(),
    )


def _with_uploads(context: Context, listing: Listing, bundle: Bundle) -> Context:
    return replace(
        context,
        uploaded=_uploaded_wheels(listing.pk),
        clients=_own_clients(listing.organisation_id),
        videos=_videos(bundle),
        shipped=shipped_packages(),
    )


def _answers(bundle: Bundle) -> dict[str, str]:
    """What the addresses of the listing answer. Only a deep run asks: web and beat need not load an HTTP client."""
    from validation.probes import probed  # noqa: PLC0415 slow import

    return probed(addresses_outside(bundle))


@lru_cache(maxsize=8)
def _live_bundle(release_id: UUID) -> Bundle:
    """A release never changes, and every save of a new revision is compared with it."""
    release = Release.objects.select_related("submission__revision__listing").get(pk=release_id)
    return bundle_of_submission(release.submission)


def _uploaded_wheels(listing_id: UUID) -> dict[str, str]:
    """Version -> sha256 of every wheel that reviewers may have seen; of two with one version the first.

    A round that the checks themselves sent back does not count: its version was never read by anybody.
    """
    found: dict[str, str] = {}
    passed = Run.objects.filter(revision__listing=listing_id, state=RunState.PASSED).values("submission")
    rows = Submission.objects.filter(pk__in=passed).order_by("submitted_at", "pk")
    for reference in rows.values_list(f"documents__{Configuration.key}__wheel", flat=True):
        name = parse_name(str(reference.get("name"))) if isinstance(reference, Mapping) else None
        if name:
            found.setdefault(name.version, str(reference["sha256"]))
    return found


def _own_clients(organisation_id: UUID) -> frozenset[str]:
    """The ids of OAuth clients whose secret was made here."""
    made = Section.objects.filter(
        key=Configuration.key,
        scope="",
        revision__listing__organisation=organisation_id,
        revision__listing__client_secrets__isnull=False,
    )
    ids = made.values_list("document__oauth_client_id", flat=True).distinct()
    return frozenset(each for each in ids if isinstance(each, str) and each)


def _videos(bundle: Bundle) -> dict[str, VideoFacts]:
    """The facts of the uploaded videos by sha256; one that the storage lost is left out."""
    wanted = [row.video.sha256 for row in bundle.section(Overview).media if row.video is not None]
    found: dict[str, VideoFacts] = {}
    for sha256, blob in blobs_of(wanted).items() if wanted else ():
        try:
            with open_blob(blob) as stored:
                found[sha256] = video.inspect(stored, blob.size)
        except FileNotFoundError:
            continue
    return found
