"""What the command palette offers about listings: actions, steps and fields, and the listings themselves."""

from collections.abc import Iterator
from functools import reduce
from operator import add, or_
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.vendors import organisations_publishing_as
from common.actor import Actor, Role
from common.palette import ENTRIES_PER_GROUP, PaletteEntry, PaletteGroup, PaletteQuery
from listings.content.bundles import basics_of, documents_of_revision
from listings.display.place_names import translate_message
from listings.lifecycle.engine import may, row_in
from listings.lifecycle.revisions import REVISION
from listings.models import Revision
from listings.pages.button_entries import register_button_pages, revision_button_entries
from listings.pages.buttons import ButtonPage
from listings.queries import readable_revisions, visible_listings, working_first
from listings.queries.assignments import assignable_members
from listings.queries.vendor_names import published_as
from listings.states.revision_states import EDITABLE
from studio.listing.listing_actions import LISTING_BUTTONS
from studio.listing.page.listing_home import may_duplicate
from studio.page_urls import PIPELINE_PATH, revision_url, step_url
from studio.wizard.page.fields.shown_fields import shown_fields
from tilekit.core.basics import listing_kind
from tilekit.sections import STEPS

SUBMIT = "submit"
_MIN_NAME_LENGTH = 3


def listing_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The listings whose name, or that of their vendor, has the words: the newest first.

    One query, and one for each word.
    """
    listings = visible_listings(query.actor)
    for word in query.words:
        vendors = query.rows_for(word, organisations_publishing_as)
        listings = listings.filter(Q(name__icontains=word) | published_as(word, vendors))
    for listing in listings.order_by("-created_at", "-pk")[:ENTRIES_PER_GROUP] if not query.actor.is_anonymous else ():
        yield PaletteEntry(
            group=PaletteGroup.LISTINGS,
            label=listing.name,
            href=listing.get_absolute_url(),
            detail=listing.organisation.name,
            words=" ".join(query.words),  # the name of an alias is in neither text
        )


def draft_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The actions, steps and fields of one listing: see `_revision`. Its state decides which actions are possible.

    *Submit for review* leads to the step that names what is still missing.
    """
    if query.actor.is_anonymous:
        return
    if any(query.actor.holds(Role.EDITOR, organisation_id) for organisation_id in query.actor.organisations):
        href = reverse("studio:listing-new")
        yield PaletteEntry(group=PaletteGroup.ACTIONS, label=_("New listing"), href=href)
    if revision := _revision(query):
        if may(REVISION, revision, SUBMIT, by=query.actor) and row_in(REVISION, SUBMIT, revision.state):
            yield _action(_("Submit for review"), step_url(revision, STEPS[-1].key), revision)
        yield from revision_button_entries(revision, query)
        yield from _page_entries(revision, query.actor)
        yield from _assignment_entries(revision, query)
        entries = _step_entries(revision, query)
        yield from (entry for entry in entries if not query.words or query.names(entry))


@register_button_pages
def listing_button_pages(revision: Revision, _actor: Actor) -> list[tuple[ButtonPage[Revision], Revision]]:
    return [(LISTING_BUTTONS, revision)]


def _page_entries(revision: Revision, actor: Actor) -> Iterator[PaletteEntry]:
    """What people can do on pages of their own."""
    yield _action(_("Open full preview"), revision_url("preview", revision), revision)
    yield _action(_("Compare versions"), reverse("studio:compare", args=[revision.listing_id]), revision)
    yield _action(_("Print for the legal department"), revision_url("print", revision), revision)
    if may_duplicate(revision.listing, actor):
        yield _action(_("Duplicate listing"), reverse("studio:listing-duplicate", args=[revision.listing_id]), revision)


def _assignment_entries(revision: Revision, query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The form that assigns the step of the page, if the actor may edit it and somebody else can take it. One query."""
    step = query.place.get("step")
    if not (query.words and step in {step.key for step in STEPS} and may(REVISION, revision, "edit", by=query.actor)):
        return
    if revision.state in EDITABLE and assignable_members(revision).count() > 1:
        href = f"{step_url(revision, str(step))}#assign-person-field"
        yield _action(_("Assign this step"), href, revision)


def _action(label: str, href: str, revision: Revision) -> PaletteEntry:
    return PaletteEntry(group=PaletteGroup.ACTIONS, label=label, href=href, detail=revision.listing.name)


def _revision(query: PaletteQuery) -> Revision | None:
    """The revision of the page, else the working revision of a listing: of the page's, one that the text names, or
    the one that was edited last in the actor's organisations. Staff can name listings of all partners.
    """
    rows = working_first(readable_revisions(query.actor))
    listing_id, number = query.place.get("listing_id"), query.place.get("number")
    if isinstance(revision_id := query.place.get("revision_id"), UUID):
        return rows.filter(pk=revision_id).first()
    if isinstance(listing_id, UUID):
        numbered = {"number": number} if isinstance(number, int) else {}
        return rows.filter(listing=listing_id, **numbered).first()
    members_only = rows.filter(listing__organisation__in=list(query.actor.organisations)).order_by("-active_at", "-pk")
    return _named(rows if query.actor.is_staff else members_only, query) or members_only.first()


def _named(rows: QuerySet[Revision], query: PaletteQuery) -> Revision | None:
    """The revision whose listing's name has most of the longer words, at least one: the one edited last."""
    words = [word for word in query.words if len(word) >= _MIN_NAME_LENGTH]
    if not words:
        return None
    conditions = [Q(listing__name__icontains=word) for word in words]
    numbers = [Case(When(condition, then=1), default=0) for condition in conditions]
    named = rows.filter(reduce(or_, conditions)).annotate(words_in_name=reduce(add, numbers))
    return named.order_by("-words_in_name", "-active_at", "-pk").first()


def _step_entries(revision: Revision, query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The steps of this kind of listing and, if there are words, the fields that they show.

    The name of the listing distinguishes them, but doesn't select them, because all of them have it.
    """
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
                if f"{section.key}.{field.name}" == PIPELINE_PATH:
                    yield _action(_("Open the pipeline workshop"), revision_url("pipeline", revision), revision)
