"""Previews the effects of enabling or disabling a tile, before anything changes."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from accounts.queries import member_ids
from common.lists import joined_with_and
from listings.content.submissions import bundle_of_submission
from listings.models import Listing, Submission
from page_parts.counts import Count
from sandboxes.models import SandboxOrg, TileActivation
from tilekit.tile import TileContent as TileView
from tilekit.tile import tile_of

PLUS, MINUS, NOTE, CLOCK = ("plus", "ok"), ("off", "warn"), ("na", ""), ("clock", "info")


class RehearsalEffect(Struct, frozen=True, kw_only=True):
    """An effect, as a line of a preview. icon and style are names of the design system."""

    icon: str
    style: str
    text: str


class Rehearsal(Struct, frozen=True, kw_only=True):
    """The effects that a change of a submission's tile would have."""

    submission: Submission
    what: str
    effects: Sequence[RehearsalEffect]

    @property
    def digest(self) -> str:
        """The first eight characters of the submission's digest in two groups, which people can compare."""
        plain = self.submission.digest.partition(":")[2]
        return f"{plain[:4]} {plain[4:8]}"


def view_of(submission: Submission) -> TileView:
    """The tile of a submission as customers would see it."""
    return tile_of(bundle_of_submission(Submission.objects.get(pk=submission.pk)))


def tile_title(listing: Listing, submission: Submission | None) -> str:
    """The name and version of a tile. The submission must be from `with_names`."""
    return f"{listing.name} {getattr(submission, 'tile_version', '') or ''}".strip()


def rehearse_on(submission: Submission, org: SandboxOrg) -> Rehearsal:
    """Preview the effects of enabling the tile in the org."""
    view = view_of(submission)
    return Rehearsal(
        submission=submission,
        what=_tile_title(submission, view),
        effects=list(_effects_of_enabling(submission, view, org)),
    )


def rehearse_off(submission: Submission, org: SandboxOrg) -> Rehearsal:
    """Preview the effects of disabling the tile in the org."""
    members = len(member_ids(org.organisation_id))
    text = ngettext(
        "{n} member of {organisation} will no longer see the tile.",
        "{n} members of {organisation} will no longer see the tile.",
        members,
    ).format(n=Count(members), organisation=org.organisation.name)
    effects = [rehearsal_effect(MINUS, text), rehearsal_effect(NOTE, _("No other org or customer is affected."))]
    return Rehearsal(submission=submission, what=_tile_title(submission, view_of(submission)), effects=effects)


def _tile_title(submission: Submission, view: TileView) -> str:
    return f"{submission.revision.listing.name} {view.version}".strip()


def _effects_of_enabling(submission: Submission, view: TileView, org: SandboxOrg) -> Iterator[RehearsalEffect]:
    members = len(member_ids(org.organisation_id))
    yield rehearsal_effect(
        PLUS,
        ngettext(
            "{n} member of {organisation} will see the tile.",
            "{n} members of {organisation} will see the tile.",
            members,
        ).format(n=Count(members), organisation=org.organisation.name),
    )
    if installed := installed_text(view):
        yield rehearsal_effect(PLUS, _("The tile includes {things}.").format(things=installed))
    earlier = TileActivation.objects.filter(org=org, listing=submission.revision.listing_id, deactivated_at=None)
    if earlier.exists():
        yield rehearsal_effect(
            MINUS,
            _("The version that is enabled there now will be disabled, and its test installation will be removed."),
        )
    yield rehearsal_effect(NOTE, _("No other org or customer is affected."))


def installed_text(view: TileView) -> str:
    """The numbers of resources that an installation of the tile includes, as text; "" if there are none."""
    kinds = [resource.kind for resource in view.resources]
    counted = (
        (kinds.count("dashboard"), ngettext("{n} dashboard", "{n} dashboards", kinds.count("dashboard"))),
        (kinds.count("monitor"), ngettext("{n} monitor template", "{n} monitor templates", kinds.count("monitor"))),
        (kinds.count("rule"), ngettext("{n} detection rule", "{n} detection rules", kinds.count("rule"))),
        (kinds.count("view"), ngettext("{n} saved view", "{n} saved views", kinds.count("view"))),
    )
    return joined_with_and(words.format(n=Count(number)) for number, words in counted if number)


def rehearsal_effect(symbol: tuple[str, str], text: str) -> RehearsalEffect:
    return RehearsalEffect(icon=symbol[0], style=symbol[1], text=text)
