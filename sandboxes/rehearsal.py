"""Preview of what a change would do: to the tile, sandbox orgs and catalogue filters."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from accounts.queries import member_ids
from catalog.models import Tile, TileFacet
from catalog.moves import is_listed
from common.counts import Count
from common.lists import joined
from listings.models import Listing, Revision, Submission
from listings.states import Availability
from listings.submissions import bundle_of_submission
from sandboxes.models import SandboxOrg, TileActivation
from tilekit.tile import Tile as TileView
from tilekit.tile import tile_of

_TOLD = ("category", "submitted", "queried", "os", "vendor")
_PLUS, _MINUS, _NOTE, _CLOCK = ("plus", "ok"), ("off", "warn"), ("na", ""), ("clock", "info")


class Effect(Struct, frozen=True, kw_only=True):
    """One line of a preview; icon and tone are names of the design system."""

    icon: str
    tone: str
    text: str


class Rehearsal(Struct, frozen=True, kw_only=True):
    """The effects of a change that has not been made yet. digest is the submission's."""

    submission: Submission
    what: str
    effects: Sequence[Effect]

    @property
    def digest(self) -> str:
        """The first eight characters in two groups, short enough to compare visually."""
        plain = self.submission.digest.partition(":")[2]
        return f"{plain[:4]} {plain[4:8]}"


def view_of(submission: Submission) -> TileView:
    """The tile of a submission as customers would see it."""
    return tile_of(bundle_of_submission(Submission.objects.get(pk=submission.pk)))


def what_of(listing: Listing, submission: Submission | None) -> str:
    """Name and version of the tile, for a submission from `with_names`."""
    return f"{listing.name} {getattr(submission, 'tile_version', '') or ''}".strip()


def rehearse_on(submission: Submission, org: SandboxOrg) -> Rehearsal:
    """Preview of enabling the tile in one org."""
    view = view_of(submission)
    return Rehearsal(submission=submission, what=_what(submission, view), effects=list(_on(submission, view, org)))


def rehearse_off(submission: Submission, org: SandboxOrg) -> Rehearsal:
    """Preview of disabling the tile in one org."""
    members = len(member_ids(org.organisation_id))
    gone = ngettext(
        "{n} member of {organisation} will no longer see the tile.",
        "{n} members of {organisation} will no longer see the tile.",
        members,
    ).format(n=Count(members), organisation=org.organisation.name)
    effects = [_effect(_MINUS, gone), _effect(_NOTE, _("No other org or customer is affected."))]
    return Rehearsal(submission=submission, what=_what(submission, view_of(submission)), effects=effects)


def rehearse_release(listing: Listing, submission: Submission, revision: Revision | None = None) -> Rehearsal:
    """Preview of making the submission live: by publishing the revision, or without a revision by rolling back."""
    view = view_of(submission)
    effects = [*_catalogue(listing, view), *_differences(listing, view), *_sandboxes(submission)]
    if revision is not None and revision.release_at:
        effects.append(_effect(_CLOCK, _("The scheduled release is cancelled.")))
    return Rehearsal(submission=submission, what=f"{listing.name} {view.version}".strip(), effects=effects)


def _what(submission: Submission, view: TileView) -> str:
    return f"{submission.revision.listing.name} {view.version}".strip()


def _on(submission: Submission, view: TileView, org: SandboxOrg) -> Iterator[Effect]:
    members = len(member_ids(org.organisation_id))
    yield _effect(
        _PLUS,
        ngettext(
            "{n} member of {organisation} will see the tile.",
            "{n} members of {organisation} will see the tile.",
            members,
        ).format(n=Count(members), organisation=org.organisation.name),
    )
    if installed := installed_words(view):
        yield _effect(_PLUS, _("The tile includes {things}.").format(things=installed))
    earlier = TileActivation.objects.filter(org=org, listing=submission.revision.listing_id, deactivated_at=None)
    if earlier.exists():
        yield _effect(
            _MINUS, _("The version that is enabled there now is disabled, and its test installation is removed.")
        )
    yield _effect(_NOTE, _("No other org or customer is affected."))


def installed_words(view: TileView) -> str:
    """Counts of what an installation of the tile includes, in words; "" for nothing."""
    kinds = [resource.kind for resource in view.resources]
    counted = (
        (kinds.count("dashboard"), ngettext("{n} dashboard", "{n} dashboards", kinds.count("dashboard"))),
        (kinds.count("monitor"), ngettext("{n} monitor template", "{n} monitor templates", kinds.count("monitor"))),
        (kinds.count("rule"), ngettext("{n} detection rule", "{n} detection rules", kinds.count("rule"))),
        (kinds.count("view"), ngettext("{n} saved view", "{n} saved views", kinds.count("view"))),
    )
    return joined(words.format(n=Count(number)) for number, words in counted if number)


def _catalogue(listing: Listing, view: TileView) -> Iterator[Effect]:
    live = Tile.objects.filter(listing=listing).defer("view").first()
    if listing.availability == Availability.UNPUBLISHED:
        yield _effect(_NOTE, _("The tile stays out of the catalogue until an admin lists it again."))
    elif listing.availability == Availability.DEPRECATED:
        yield _effect(_NOTE, _("The tile stays deprecated."))
    if live is None:
        yield _effect(_PLUS, _("A new tile appears in the public catalogue."))
    elif is_listed(listing):
        yield _effect(_PLUS, _("Version {version} replaces the live tile for everyone.").format(version=view.version))
    if live is not None and live.slug != view.integration_id:
        yield _effect(
            _MINUS,
            _("The address of the tile changes from {old} to {new}.").format(old=live.slug, new=view.integration_id),
        )


def _differences(listing: Listing, view: TileView) -> Iterator[Effect]:
    """Filters of the catalogue and metrics that the change adds or removes."""
    known = set(TileFacet.objects.filter(tile=listing.pk, kind__in=_TOLD).values_list("kind", "value"))
    wanted = {(kind, value) for kind in _TOLD for value in view.facets.get(kind, ()) if value}
    for symbol, pairs, words in (
        (_PLUS, wanted - known, _("Added to these filters: {values}.")),
        (_MINUS, known - wanted, _("Removed from these filters: {values}.")),
    ):
        if pairs:
            values = sorted({value for _kind, value in pairs}, key=str.casefold)
            yield _effect(symbol, words.format(values=joined(values)))
    if (tile := Tile.objects.filter(listing=listing).first()) is not None:
        gone = {metric.name for metric in TileView.from_json(tile.view).data.metrics}
        gone -= {metric.name for metric in view.data.metrics}
        if gone:
            words = ngettext("{n} metric is no longer listed.", "{n} metrics are no longer listed.", len(gone))
            yield _effect(_MINUS, words.format(n=Count(len(gone))))


def _sandboxes(submission: Submission) -> Iterator[Effect]:
    rows = TileActivation.objects.filter(submission=submission, deactivated_at=None)
    names = joined(rows.order_by("org__name").values_list("org__name", flat=True))
    if names:
        yield _effect(_NOTE, _("The tile stays enabled in {orgs}.").format(orgs=names))


def _effect(symbol: tuple[str, str], text: str) -> Effect:
    return Effect(icon=symbol[0], tone=symbol[1], text=text)
