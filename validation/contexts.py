"""Builds the context of checks: what they need to know besides the listing itself."""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.utils import timezone
from msgspec.structs import replace

from accounts.vendors import vendors_of_organisation
from files.queries import blobs_of
from files.store import open_blob
from listings.content.identities import TITLE_KIND, identities_of, taken_by_others
from listings.content.submissions import bundle_of_submission
from listings.models import Listing, Release, Revision, Section, Submission
from tilekit.bundle import Bundle
from tilekit.checks.context import Context, TakenIdentities, title_key
from tilekit.checks.external_addresses import external_addresses
from tilekit.checks.finding import Scope
from tilekit.media import video
from tilekit.media.video import VideoFacts
from tilekit.media.wheel import parse_wheel_name
from tilekit.sections.configuration import Configuration
from tilekit.sections.overview import Overview
from trials.queries import sign_in_of
from validation.models import Run, RunState
from validation.policies import PROBE_LINKS
from validation.queries.agent import shipped_packages


def context_of(revision: Revision, bundle: Bundle) -> Context:
    """The context of instant checks: the live version, and names that other listings own. Makes no network requests.

    revision.listing must be loaded. Three queries, or five if a version is live.
    """
    return _context(revision.listing, bundle, published_release_id=revision.listing.live_release_id)


def deep_context_of(revision: Revision, bundle: Bundle) -> Context:
    """The context of a deep run, which includes earlier submissions and whether the listing's URLs respond.

    It waits for these responses, so no transaction may be open.
    """
    network = _url_problems(bundle) if PROBE_LINKS.value else None
    return replace(stored_context_of(revision, bundle), network=network)


def stored_context_of(revision: Revision, bundle: Bundle) -> Context:
    """The context of a deep run without network requests, for use while a person waits for a page."""
    context = _with_uploads(context_of(revision, bundle), revision.listing, bundle)
    return replace(context, sign_in=sign_in_of(revision.listing_id))


def live_context_of(submission: Submission, bundle: Bundle) -> Context:
    """The context for checking a live submission again. The submission is compared with the release that it replaced.

    Makes no network requests, because the report about checks does not include unreachable URLs. The submission's
    revision, listing and organisation must be loaded.
    """
    listing = submission.revision.listing
    first = Release.objects.filter(submission=submission).order_by("at", "pk").first()
    context = _context(listing, bundle, published_release_id=first.replaces_id if first else None)
    return _with_uploads(context, listing, bundle)


def _context(listing: Listing, bundle: Bundle, *, published_release_id: UUID | None) -> Context:
    """The context of a listing's bundle; published_release_id is the release that counts as published."""
    values = {**identities_of(bundle), TITLE_KIND: frozenset({title_key(bundle.section(Overview).title)} - {""})}
    return Context(
        scope=Scope.SUBMISSION,
        published=_live_bundle(published_release_id) if published_release_id else None,
        is_first=published_release_id is None,
        taken=TakenIdentities(values=taken_by_others(listing.pk, values)),
        today=timezone.localdate(),
        vendors=vendors_of_organisation(listing.organisation),
    )


def _with_uploads(context: Context, listing: Listing, bundle: Bundle) -> Context:
    return replace(
        context,
        uploaded=_uploaded_wheels(listing.pk),
        clients=_own_clients(listing.organisation_id),
        videos=_videos(bundle),
        shipped=shipped_packages(),
    )


def _url_problems(bundle: Bundle) -> dict[str, str]:
    """{URL: problem} for the URLs of the listing. The HTTP client is imported here, because only deep runs need it."""
    from validation.probes import probe_urls  # noqa: PLC0415 slow import

    return probe_urls(external_addresses(bundle))


@lru_cache(maxsize=8)
def _live_bundle(release_id: UUID) -> Bundle:
    """The bundle of a release. It is cached, because it never changes and drafts are often compared with it."""
    release = Release.objects.select_related("submission__revision__listing").get(pk=release_id)
    return bundle_of_submission(release.submission)


def _uploaded_wheels(listing_id: UUID) -> dict[str, str]:
    """{version: sha256 of the first wheel with this version that reviewers may have seen}.

    Submissions that failed the checks are left out, because no reviewer saw them.
    """
    wheels: dict[str, str] = {}
    passed = Run.objects.filter(revision__listing=listing_id, state=RunState.PASSED).values("submission")
    rows = Submission.objects.filter(pk__in=passed).order_by("submitted_at", "pk")
    for reference in rows.values_list(f"documents__{Configuration.key}__wheel", flat=True):
        name = parse_wheel_name(str(reference.get("name"))) if isinstance(reference, Mapping) else None
        if name:
            wheels.setdefault(name.version, str(reference["sha256"]))
    return wheels


def _own_clients(organisation_id: UUID) -> frozenset[str]:
    """The IDs of the organisation's OAuth clients whose secrets the portal generated."""
    sections = Section.objects.filter(
        key=Configuration.key,
        scope="",
        revision__listing__organisation=organisation_id,
        revision__listing__client_secrets__isnull=False,
    )
    ids = sections.values_list("document__oauth_client_id", flat=True).distinct()
    return frozenset(client_id for client_id in ids if isinstance(client_id, str) and client_id)


def _videos(bundle: Bundle) -> dict[str, VideoFacts]:
    """{sha256: facts} of the listing's uploaded videos, without those that are missing in the storage."""
    digests = [row.video.sha256 for row in bundle.section(Overview).media if row.video is not None]
    facts: dict[str, VideoFacts] = {}
    for sha256, blob in blobs_of(digests).items() if digests else ():
        try:
            with open_blob(blob) as stored:
                facts[sha256] = video.inspect(stored, blob.size)
        except FileNotFoundError:
            continue
    return facts
