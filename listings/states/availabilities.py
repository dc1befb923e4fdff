"""The availabilities of a listing: one row for each, with its meaning and its texts."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from msgspec import Struct
from msgspec.structs import replace

from common.lazy_text import LazyText
from listings.states.status_messages import StatusText
from page_parts.badges import Badge
from page_parts.total_maps import total_map


class Availability(TextChoices):
    NONE = "none", _("Not in the catalogue")
    LISTED = "listed", _("Listed")
    DEPRECATED = "deprecated", _("Deprecated")
    UNPUBLISHED = "unpublished", _("Unpublished")


class VisitorText(Struct, frozen=True, kw_only=True):
    """The text that visitors see at a tile's URL: instead of the tile if it is unlisted, or as a warning on its page.

    A warning has no title, and replaces the install button. ending is the text if the listing has an end date; it
    contains {day}.
    """

    title: LazyText = ""
    text: LazyText
    ending: LazyText = ""


class AvailabilityRow(Struct, frozen=True, kw_only=True):
    """An availability. If is_listed, customers find the tile in the catalogue.

    partner, colleague, staff and admin are the status texts of the published revision.
    """

    is_listed: bool
    badge: Badge
    partner: StatusText
    colleague: StatusText
    staff: StatusText
    admin: StatusText
    visitor: VisitorText | None
    on_release: LazyText


_LIVE = StatusText(why=_("The tile is live."), next=_("The partner can start a new revision at any time."))
_YOUR_LIVE = StatusText(why=_("Your tile is live."), next=_("You can start a new revision at any time."))
_COLLEAGUES_LIVE = StatusText(why=_("Your tile is live."), next=_("An editor can start a new revision at any time."))
_YOUR_DEPRECATED = _(
    "Your tile is in the catalogue, marked as deprecated. New customers are advised not to install it."
)
_DEPRECATED = _("The tile is in the catalogue, marked as deprecated. New customers are advised not to install it.")
_NEVER_LIVE = StatusText(
    why=_("The tile isn't in the catalogue."), next=_("The partner can start a new revision at any time.")
)

AVAILABILITIES: Mapping[str, AvailabilityRow] = total_map(
    Availability,
    {
        Availability.NONE: AvailabilityRow(
            is_listed=False,
            badge=Badge("", "todo"),
            partner=StatusText(
                why=_("Your tile isn't in the catalogue."), next=_("You can start a new revision at any time.")
            ),
            colleague=StatusText(
                why=_("Your tile isn't in the catalogue."), next=_("An editor can start a new revision at any time.")
            ),
            staff=_NEVER_LIVE,
            admin=_NEVER_LIVE,
            visitor=VisitorText(title=_("This tile isn't in the catalogue"), text=_("The tile isn't published yet.")),
            on_release="",
        ),
        Availability.LISTED: AvailabilityRow(
            is_listed=True,
            badge=Badge("ok", "ship"),
            partner=_YOUR_LIVE,
            colleague=_COLLEAGUES_LIVE,
            staff=_LIVE,
            admin=_LIVE,
            visitor=None,
            on_release="",
        ),
        Availability.DEPRECATED: AvailabilityRow(
            is_listed=True,
            badge=Badge("warn", "clock"),
            partner=replace(_YOUR_LIVE, why=_YOUR_DEPRECATED),
            colleague=replace(_COLLEAGUES_LIVE, why=_YOUR_DEPRECATED),
            staff=replace(_LIVE, why=_DEPRECATED),
            admin=replace(_LIVE, why=_DEPRECATED),
            visitor=VisitorText(
                text=_("This integration is deprecated. New customers shouldn't install it."),
                ending=_("This integration is deprecated and ends on {day}. New customers shouldn't install it."),
            ),
            on_release=_("The tile stays deprecated."),
        ),
        Availability.UNPUBLISHED: AvailabilityRow(
            is_listed=False,
            badge=Badge("", "off"),
            partner=StatusText(
                why=_("Your tile was published and later unpublished."),
                next=_("An admin can add your tile to the catalogue again, or you can start a new revision."),
            ),
            colleague=StatusText(
                why=_("Your tile was published and later unpublished."),
                next=_("An admin can add your tile to the catalogue again, or an editor can start a new revision."),
            ),
            staff=StatusText(
                why=_("The tile was published and later unpublished."),
                next=_("An admin can add the tile to the catalogue again, or the partner can start a new revision."),
            ),
            admin=StatusText(
                why=_("The tile was published and later unpublished."),
                next=_("You can add the tile to the catalogue again, or the partner can start a new revision."),
            ),
            visitor=VisitorText(
                title=_("This tile is no longer in the catalogue"),
                text=_("The tile was removed. Existing installations keep working."),
            ),
            on_release=_("The tile stays out of the catalogue until an admin lists it again."),
        ),
    },
)
# Customers see a tile only if its listing has one of these availabilities.
IN_CATALOGUE = tuple(availability for availability in Availability if AVAILABILITIES[availability].is_listed)
EVER_LIVE = tuple(availability for availability in Availability if availability is not Availability.NONE)
