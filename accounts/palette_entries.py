"""What the command palette offers about organisations and people."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Application, Person, TeamMembership
from accounts.page import actions_for, tab_links
from accounts.queries import organisations_of, organisations_with_words, people_with_words
from common.actor import Actor, Role
from common.palette import ENTRIES_PER_GROUP, PaletteEntry, PaletteGroup, PaletteQuery


def account_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """Where people sign in and out; none without words, as the frame around every page has links."""
    if not query.words:
        return
    if query.actor.is_anonymous:
        pages = [(_("Sign in"), "account_login", ""), (_("Create account"), "account_signup", "")]
    else:
        pages = [(_("Sign out"), "account_logout", _("Signed out"))]
    for label, name, words in pages:
        yield PaletteEntry(group=PaletteGroup.ACTIONS, label=label, href=reverse(name), words=words)


def organisation_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The tabs of the pages of the actor's organisations and, if there are words, what the actor can do there.

    One query, and one for applications if there are words.
    """
    if not query.actor.organisations:
        return
    for organisation in organisations_of(query.actor):
        is_owner = query.actor.holds(Role.OWNER, organisation.pk)
        for tab in tab_links(organisation, "", is_owner=is_owner):
            yield PaletteEntry(group=PaletteGroup.PAGES, label=str(tab.label), href=tab.href, detail=organisation.name)
        for action in actions_for(query.actor, organisation) if query.words else ():
            href = reverse(action.url_name, args=[organisation.slug])
            yield PaletteEntry(
                group=PaletteGroup.ACTIONS,
                label=str(action.label),
                href=f"{href}#{action.anchor}" if action.anchor else href,
                detail=organisation.name,
                words=" ".join(map(str, action.words)),
            )
    yield from _key_entries(query)


def _key_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    owned = [pk for pk in query.actor.organisations if query.actor.holds(Role.OWNER, pk)]
    if not query.words or not owned:
        return
    rows = Application.objects.filter(organisation__in=owned, removed_at=None, publisher=None)
    for application in rows.select_related("organisation").order_by("name", "pk"):
        if not application.organisation.is_active:
            continue
        href = reverse("accounts:application-key-create", args=[application.organisation.slug, application.pk])
        yield PaletteEntry(
            group=PaletteGroup.ACTIONS, label=_("Create key"), href=href, detail=application.name, words="API"
        )


def partner_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """For admins and leads, the organisations with the words in a name or ID; none without words. One query."""
    if not query.words or not _reads_organisations(query.actor):
        return
    for organisation in organisations_with_words(query.words)[:ENTRIES_PER_GROUP]:
        yield PaletteEntry(
            group=PaletteGroup.PARTNERS,
            label=organisation.name,
            href=reverse("accounts:organisation-admin", args=[organisation.slug]),
            detail=organisation.vendor_id,
            words=" ".join(query.words),  # the names of aliases are in neither text
        )


def person_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """People with the words in their name or address, for admins; for leads, members of their teams. None without
    words. At most three queries.
    """
    if not query.words or not _reads_organisations(query.actor):
        return
    for person in _people(query)[:ENTRIES_PER_GROUP]:
        href, place = _page_of(person, query.actor)
        yield PaletteEntry(
            group=PaletteGroup.PEOPLE, label=person.get_full_name(), href=href, detail=f"{place} · {person.email}"
        )


def _reads_organisations(actor: Actor) -> bool:
    return actor.is_admin or actor.is_lead


def _people(query: PaletteQuery) -> QuerySet[Person]:
    people = people_with_words(query.words)
    members = TeamMembership.objects.filter(team__in=query.actor.teams_led).values("person")
    return people if query.actor.is_admin else people.filter(pk__in=members)


def _page_of(person: Person, actor: Actor) -> tuple[str, str]:
    """The address of the page of the person (for leads, of the team), and the name of a team or an organisation."""
    href = reverse("accounts:person-detail", args=[person.pk])
    for of_team in person.team_memberships.all():
        if actor.leads(of_team.team) and not actor.is_admin:
            href = f"{reverse('accounts:team-list')}#{of_team.team}"
        if actor.is_admin or actor.leads(of_team.team):
            return href, of_team.get_team_display()
    for membership in person.memberships.all():
        return href, membership.organisation.name
    return href, _("Admins")
