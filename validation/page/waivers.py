"""Prepares the page with all waivers."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from accounts.queries import names_of
from common.actor import Actor
from listings.display.place_names import place_name
from listings.pages.buttons import BoundForms
from listings.pages.shown_buttons import ShownButton
from tilekit.checks.registered_checks import check_of
from validation.lifecycles.waivers import END
from validation.models import Waiver
from validation.page.waiver_ends import end_button
from validation.queries.overlays import not_expired

IN_FORCE, UNNEEDED, OVER = "", "unneeded", "over"


class WaiverRow(Struct, frozen=True, kw_only=True):
    """A waiver as the page shows it.

    name is that of the check, "" if the check was removed. place and by are the names of the place and of the author.
    end is the button that ends it, None if the reader may not or the page shows no buttons.
    """

    waiver: Waiver
    name: str
    place: str
    by: str
    is_over: bool
    end: ShownButton | None = None

    @property
    def end_label(self) -> str:
        return _("Remove waiver") if self.is_over else ""

    @property
    def about(self) -> str:
        """What tells its button from those of other rows."""
        return ", ".join(filter(None, (self.waiver.code, self.place, self.waiver.listing.name)))


def waivers(*, state: str = IN_FORCE, code: str = "") -> QuerySet[Waiver]:
    """The waivers with listing and organisation, without their copies for renamed records."""
    rows = Waiver.objects.filter(fingerprint=F("origin")).select_related("listing__organisation")
    if state == OVER:
        rows = rows.exclude(not_expired())
    else:
        rows = rows.filter(not_expired(), unneeded_since__isnull=state != UNNEEDED)
    return rows.filter(code=code) if code else rows


def waiver_rows(rows: Iterable[Waiver], now: datetime) -> list[WaiverRow]:
    """The rows for the page. At most two queries."""
    listed = list(rows)
    names, former = names_of(row.by for row in listed), _("former member")
    return [
        WaiverRow(
            waiver=row,
            name=_name(row.code),
            place=_place(row.place),
            by=names.get(row.by, former),
            is_over=row.is_over(now),
        )
        for row in listed
    ]


def rows_with_buttons(rows: Iterable[Waiver], now: datetime, *, actor: Actor, refused: BoundForms) -> list[WaiverRow]:
    """The rows with the buttons of the actor. refused are the forms that were refused."""
    return [
        replace(row, end=end_button(row.waiver, row.waiver.listing, actor, refused=refused.get(END)))
        for row in waiver_rows(rows, now)
    ]


def _place(lasting: str) -> str:
    """The display name of a fingerprint's place (`tilekit.checks.finding_locations.stable_place`); "" if unknown."""
    file, mark, _pointer = lasting.partition("#")
    return place_name("", file) if mark else place_name(lasting) if lasting else ""


def _name(code: str) -> str:
    try:
        return check_of(code).name
    except KeyError:
        return ""
