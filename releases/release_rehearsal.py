"""Previews the effects of a release on the catalogue, its filters and sandbox orgs."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.facets import FACETS
from catalog.models import Tile, TileFacet
from catalog.writes import is_listed
from common.lists import joined_with_and, labelled
from listings.display.access_gains import gains_of
from listings.display.place_names import translate_message
from listings.models import Listing, Revision, Submission
from listings.queries.history import change_between
from listings.states.availabilities import AVAILABILITIES
from page_parts.counts import Count
from sandboxes.activation_rehearsal import (
    CLOCK,
    MINUS,
    NOTE,
    PLUS,
    Rehearsal,
    RehearsalEffect,
    rehearsal_effect,
    view_of,
)
from sandboxes.models import TileActivation
from tilekit.sections import section_of
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.submission import SubmissionNotes
from tilekit.tile import TileContent as TileView

# The others are chosen when a listing is created, and their values are not names.
_COMPARED_FACETS = tuple(kind for kind in FACETS if kind not in {"route", "offering"})
_NOT_CONTENT = (SubmissionNotes.key, ApiEntities.key)


def rehearse_release(listing: Listing, submission: Submission, revision: Revision | None = None) -> Rehearsal:
    """Preview the effects of publishing the revision or, without a revision, of rolling back to the submission."""
    view = view_of(submission)
    effects = [
        *_catalogue(listing, view),
        *_content_changes(listing, submission),
        *_differences(listing, view),
        *_sandboxes(submission),
    ]
    if revision is not None and revision.release_at:
        effects.append(rehearsal_effect(CLOCK, _("The scheduled release is cancelled.")))
    return Rehearsal(submission=submission, what=f"{listing.name} {view.version}".strip(), effects=effects)


def _catalogue(listing: Listing, view: TileView) -> Iterator[RehearsalEffect]:
    live = Tile.objects.filter(listing=listing).defer("view").first()
    if note := AVAILABILITIES[listing.availability].on_release:
        yield rehearsal_effect(NOTE, str(note))
    if live is None:
        yield rehearsal_effect(PLUS, _("A new tile appears in the public catalogue."))
    elif is_listed(listing):
        yield rehearsal_effect(
            PLUS, _("Version {version} replaces the live tile for everyone.").format(version=view.version)
        )
    if live is not None and live.slug != view.integration_id:
        yield rehearsal_effect(
            MINUS,
            _("The address of the tile changes from {old} to {new}.").format(old=live.slug, new=view.integration_id),
        )


def _content_changes(listing: Listing, submission: Submission) -> Iterator[RehearsalEffect]:
    """The sections whose content differs from the live submission, and what the changes add to scopes, hosts and data.

    Answers on Review & Submit don't count.
    """
    live = listing.live_release.submission if listing.live_release else None
    if live is None or live.pk == submission.pk:
        return
    content = change_between(live, submission)
    for gain in gains_of(content):
        yield rehearsal_effect(PLUS, labelled(gain.label, gain.name))
    changed = dict.fromkeys(difference.section for difference in content.differences)
    keys = [key for key in changed if key not in _NOT_CONTENT]
    headings = [translate_message(section_of(key).heading) if key else _("Other files") for key in keys]
    if headings:
        yield rehearsal_effect(NOTE, _("Content changes in: {places}.").format(places=joined_with_and(headings)))
    else:
        yield rehearsal_effect(NOTE, _("The content is the same as in the live tile."))


def _differences(listing: Listing, view: TileView) -> Iterator[RehearsalEffect]:
    """The catalogue filters and metrics that the release would add or remove."""
    live_facets = set(TileFacet.objects.filter(tile=listing.pk, kind__in=_COMPARED_FACETS).values_list("kind", "value"))
    new_facets = {(kind, value) for kind in _COMPARED_FACETS for value in view.facets.get(kind, ()) if value}
    for symbol, pairs, words in (
        (PLUS, new_facets - live_facets, _("Filters that newly show the tile: {values}.")),
        (MINUS, live_facets - new_facets, _("Filters that no longer show the tile: {values}.")),
    ):
        if pairs:
            values = sorted({value for _kind, value in pairs}, key=str.casefold)
            yield rehearsal_effect(symbol, words.format(values=joined_with_and(values)))
    if (tile := Tile.objects.filter(listing=listing).first()) is not None:
        removed = {metric.name for metric in TileView.from_json(tile.view).data.metrics}
        removed -= {metric.name for metric in view.data.metrics}
        if removed:
            words = ngettext("{n} metric is no longer listed.", "{n} metrics are no longer listed.", len(removed))
            yield rehearsal_effect(MINUS, words.format(n=Count(len(removed))))


def _sandboxes(submission: Submission) -> Iterator[RehearsalEffect]:
    rows = TileActivation.objects.filter(submission=submission, deactivated_at=None)
    names = joined_with_and(rows.order_by("org__name").values_list("org__name", flat=True))
    if names:
        yield rehearsal_effect(NOTE, _("The tile stays enabled in {orgs}.").format(orgs=names))
