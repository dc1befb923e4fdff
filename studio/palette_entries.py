"""What the command palette offers about listings: actions, steps and fields, and the listings themselves."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from common.actor import Role
from common.palette import ENTRIES_PER_GROUP, PaletteEntry, PaletteGroup, PaletteQuery
from listings.content.bundles import basics_of, documents_of_revision
from listings.display.place_names import translate_message
from listings.models import Revision
from listings.pages.button_entries import button_entries
from listings.queries import readable_revisions, visible_listings, working_first
from studio.listing.listing_actions import LISTING_BUTTONS
from studio.page_urls import revision_url, step_url
from studio.wizard.page.fields.props import shown_fields
from tilekit.core.basics import listing_kind
from tilekit.sections import STEPS

_MIN_NAME_LENGTH = 3


def listing_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The listings whose name, or that of their organisation, has the words: the newest first. One query."""
    listings = visible_listings(query.actor).filter(query.rows_with_words("name", "organisation__name"))
    for listing in listings.order_by("-created_at", "-pk")[:ENTRIES_PER_GROUP] if not query.actor.is_anonymous else ():
        yield PaletteEntry(
            group=PaletteGroup.LISTINGS,
            label=listing.name,
            href=listing.get_absolute_url(),
            detail=listing.organisation.name,
        )


def draft_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The actions, steps and fields of one listing: see `_revision`. Its state decides which actions are possible."""
    if query.actor.is_anonymous:
        return
    if any(query.actor.holds(Role.EDITOR, organisation_id) for organisation_id in query.actor.organisations):
        href = reverse("studio:listing-new")
        yield PaletteEntry(group=PaletteGroup.ACTIONS, label=_("New listing"), href=href)
    if revision := _revision(query):
        label, href = _("Print for the legal department"), revision_url("print", revision)
        yield PaletteEntry(group=PaletteGroup.ACTIONS, label=label, href=href, detail=revision.listing.name)
        yield from button_entries(LISTING_BUTTONS, revision, query, about=revision.listing.name)
        yield from _step_entries(revision, query)


def _revision(query: PaletteQuery) -> Revision | None:
    """The revision of the page, else the working revision of a listing: of the page's, one that the text names, or
    the one that was edited last in the actor's organisations.
    """
    rows = working_first(readable_revisions(query.actor))
    listing_id, number = query.place.get("listing_id"), query.place.get("number")
    if isinstance(listing_id, UUID):
        numbered = {"number": number} if isinstance(number, int) else {}
        return rows.filter(listing=listing_id, **numbered).first()
    members_only = rows.filter(listing__organisation__in=list(query.actor.organisations)).order_by("-active_at", "-pk")
    return members_only.filter(_names(query)).first() or members_only.first()


def _names(query: PaletteQuery) -> Q:
    """The condition for revisions of a listing whose name has one of the longer words; none without such words."""
    words = [word for word in query.words if len(word) >= _MIN_NAME_LENGTH]
    return Q(*(("listing__name__icontains", word) for word in words), _connector=Q.OR) if words else Q(pk__in=[])


def _step_entries(revision: Revision, query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The steps of this kind of listing and, if there are words, the fields that they show."""
    documents, name = documents_of_revision(revision), revision.listing.name
    kind = listing_kind(basics_of(revision.listing), documents)
    for step in STEPS:
        sections = [section for section in step.sections if section.applies(kind)]
        if not sections:
            continue
        title, group = translate_message(step.title), PaletteGroup.FIELDS
        yield PaletteEntry(group=group, label=title, href=step_url(revision, step.key), detail=name)
        for section in sections if query.words else ():
            for field in shown_fields(documents[section.key], kind) if not section.is_read_only() else ():
                href = step_url(revision, step.key, f"{section.key}.{field.name}")
                label, detail = translate_message(field.label), _("{step}, {listing}").format(step=title, listing=name)
                yield PaletteEntry(group=group, label=label, href=href, detail=detail)
