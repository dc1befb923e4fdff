"""Prepares the matrix of tiles and sandbox orgs, which shows which version is enabled where."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from msgspec import Struct

from catalog.versions import version_in
from common.pages import Page, page_of
from listings.models import Listing, Revision, Submission
from listings.queries.submissions import SUBMISSION_CONTENT
from listings.states.revision_states import RELEASE_READY, RevisionState
from sandboxes.models import ActivationState, OrgState, SandboxOrg, TileActivation
from sandboxes.queries import current_submissions
from sandboxes.queries.orgs import with_names

LISTINGS_PER_PAGE = 20


class MatrixCell(Struct, frozen=True, kw_only=True):
    """Props of the `cell` component. state is "" if the org belongs to another partner."""

    state: str
    label: str = ""
    href: str = ""
    about: str = ""


class MatrixRow(Struct, frozen=True, kw_only=True):
    """The row of a tile. version is the one that can be enabled; cells are in the order of the matrix's orgs."""

    listing: Listing
    version: str
    note: str
    cells: Sequence[MatrixCell]


class Matrix(Struct, frozen=True, kw_only=True):
    orgs: Sequence[SandboxOrg]
    rows: Sequence[MatrixRow]
    next_cursor: str | None


def matrix_of(listings: QuerySet[Listing], *, after: str = "") -> Matrix:
    """The matrix of the 20 listings after the cursor. Eight queries."""
    order = ("organisation_name", "lower_name", "pk")
    names = {"organisation_name": Lower("organisation__name"), "lower_name": Lower("name")}
    rows_to_page = listings.select_related("live_release").annotate(**names)
    page: Page[Listing] = page_of(rows_to_page, order=order, size=LISTINGS_PER_PAGE, after=after)
    offered = offered_submissions(page.rows)
    orgs = list(_orgs_of(page.rows))
    on = {(row.listing_id, row.org_id): row for row in _activations(page.rows)}
    rows = [_matrix_row(listing, offered.get(listing.pk), orgs=orgs, on=on) for listing in page.rows]
    return Matrix(orgs=orgs, rows=rows, next_cursor=page.next_cursor)


def offered_submissions(listings: Iterable[Listing]) -> dict[UUID, Submission]:
    """{listing ID: the submission that can be enabled}: the one closest to release, or else the live one.

    Revisions are loaded, and integration_id and tile_version annotated. Three queries.
    """
    listings_by_id = {listing.pk: listing for listing in listings}
    live = {listing.live_release.submission_id for listing in listings_by_id.values() if listing.live_release}
    rows = with_names(Submission.objects.filter(pk__in=live)).select_related("revision")
    rows_by_listing = {row.revision.listing_id: row for row in rows}
    revisions = list(Revision.objects.filter(listing__in=listings_by_id, state__in=RELEASE_READY))
    current = current_submissions(revisions)
    for revision in revisions:
        if submission := current.get(revision.pk):
            submission.revision = revision
            rows_by_listing[revision.listing_id] = submission
    for listing_id, submission in rows_by_listing.items():
        submission.revision.listing = listings_by_id[listing_id]
    return rows_by_listing


def _orgs_of(listings: Iterable[Listing]) -> QuerySet[SandboxOrg]:
    organisations = {listing.organisation_id for listing in listings}
    rows = SandboxOrg.objects.filter(organisation__in=organisations, state=OrgState.ACTIVE)
    return rows.select_related("organisation").order_by(Lower("organisation__name"), "name")


def _activations(listings: Iterable[Listing]) -> Iterable[TileActivation]:
    rows = TileActivation.objects.filter(listing__in=list(listings), deactivated_at=None)
    rows = rows.select_related("submission__revision").defer(*SUBMISSION_CONTENT)
    return rows.annotate(version=version_in("submission__documents"))


def _matrix_row(
    listing: Listing,
    offered_submission: Submission | None,
    *,
    orgs: Sequence[SandboxOrg],
    on: Mapping[tuple[UUID, UUID], TileActivation],
) -> MatrixRow:
    version = getattr(offered_submission, "tile_version", "") or ""
    by_org = {org.pk: on.get((listing.pk, org.pk)) for org in orgs}
    has_names = any(activation and _looks_the_same(activation, offered_submission) for activation in by_org.values())
    note = ""
    if offered_submission is not None:
        is_live = listing.live_release is not None and listing.live_release.submission_id == offered_submission.pk
        named = offered_submission.versioned_name(version) if has_names and version else version
        note = _version_text(named, is_live=is_live)
    is_nowhere = not any(activation and _is_current(activation, offered_submission) for activation in by_org.values())
    cells = [
        _cell(listing, offered_submission, org=org, on=by_org[org.pk], is_nowhere=is_nowhere, has_names=has_names)
        for org in orgs
    ]
    return MatrixRow(listing=listing, version=version, note=note, cells=cells)


def _version_text(version: str, *, is_live: bool) -> str:
    if not version:
        return _("Live") if is_live else pgettext("tile", "Approved")
    text = _("Version {version}, live") if is_live else _("Version {version}, approved")
    return text.format(version=version)


def _cell(
    listing: Listing,
    offered_submission: Submission | None,
    *,
    org: SandboxOrg,
    on: TileActivation | None,
    is_nowhere: bool,
    has_names: bool,
) -> MatrixCell:
    if org.organisation_id != listing.organisation_id:
        return MatrixCell(state="")
    href = cell_url(listing.pk, org.pk)
    about = _("{tile} in {org}").format(tile=listing.name, org=org.name)
    if on is not None:
        version = str(getattr(on, "version", "") or "")
        label = on.submission.versioned_name(version) if has_names else version
        return MatrixCell(
            state=ActivationState.ON if _is_current(on, offered_submission) else ActivationState.OUTDATED,
            label=label,
            href=href,
            about=about,
        )
    if (
        offered_submission is not None
        and is_nowhere
        and offered_submission.revision.state in (RevisionState.APPROVED, RevisionState.IN_SANDBOX)
    ):
        return MatrixCell(state=ActivationState.APPROVED, label=_("Enable"), href=href, about=about)
    return MatrixCell(state=ActivationState.OFF, label=_("Not enabled"), href=href, about=about)


def _looks_the_same(activation: TileActivation, offered_submission: Submission | None) -> bool:
    """Whether the enabled submission differs from the offered one but has the same version."""
    if offered_submission is None or activation.submission_id == offered_submission.pk:
        return False
    return getattr(activation, "version", None) == getattr(offered_submission, "tile_version", None)


def _is_current(activation: TileActivation, offered_submission: Submission | None) -> bool:
    return (
        offered_submission is not None
        and activation.submission_id == offered_submission.pk
        and not activation.is_outdated
    )


def cell_url(listing_id: UUID, org_id: UUID) -> str:
    """The URL of the page that previews the change of a cell."""
    query = urlencode({"show": "all", "listing": str(listing_id), "org": str(org_id)})
    return f"{reverse('sandboxes:sandbox-list')}?{query}#rehearsal"
