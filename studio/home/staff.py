"""Prepares what waits for our staff on *Home*, by kind of work."""

from collections.abc import Iterator, Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from accounts.models import AgreementKind, AgreementVersion
from accounts.queries import staffed_teams
from common.actor import Actor
from jobs.queries import failed_jobs
from listings.queries.staff_requests import MAX_WAITING, request_lifecycles, waiting_counts
from page_parts.counts import Count, limited_count
from releases.queries import signed_off_revisions
from releases.queries.vendors import foreign_tiles
from reviews.queries import PartnerQuestion, internal_questions, partner_questions
from reviews.queries.unsent_comments import left_unsent
from reviews.queries.workload import TeamLoad, listings_on_hold, loads_of
from sandboxes.queries import waiting_listings
from validation.queries.failures import failures


class WorkLine(Struct, frozen=True, kw_only=True):
    """A kind of work that waits for the reader. href is the page where it is done; urgent is an alarming text or ""."""

    title: str
    href: str
    icon: str
    text: str = ""
    urgent: str = ""


def staff_work(request: HttpRequest, actor: Actor) -> list[WorkLine]:
    """The kinds of work that wait for the reader, each with its number; reviews of the reader's teams always."""
    loads = [load for team, load in loads_of(request).items() if actor.reviews_for(team)]
    lines = [*map(_load_line, loads), *_on_hold(actor), *_questions(actor), *_unsent(actor), *_requests(actor)]
    return [*lines, *_empty_teams(request), *_admin_work(actor)] if actor.is_admin else lines


def _load_line(load: TeamLoad) -> WorkLine:
    text = ngettext("{n} review waiting", "{n} reviews waiting", load.waiting).format(n=Count(load.waiting))
    overdue = _("{n} overdue").format(n=Count(load.overdue)) if load.overdue else ""
    href = f"{reverse('reviews:queue')}?team={load.team}"
    return WorkLine(title=load.label, href=href, icon="eye", text=text, urgent=overdue)


def _on_hold(actor: Actor) -> Iterator[WorkLine]:
    """The listings in review whose hold a lead or an admin must end."""
    if (actor.is_lead or actor.is_admin) and (number := listings_on_hold(actor)):
        text = ngettext(
            "{n} listing waits until you end its hold", "{n} listings wait until you end their holds", number
        )
        href = f"{reverse('reviews:queue')}?state=hold"
        yield WorkLine(title=_("On hold"), href=href, icon="lock", text=text.format(n=Count(number)))


def _empty_teams(request: HttpRequest) -> Iterator[WorkLine]:
    """The teams that nobody belongs to although reviews wait for them."""
    waiting = [load for load in loads_of(request).values() if load.waiting]
    staffed = staffed_teams() if waiting else set()
    for load in waiting:
        if load.team not in staffed:
            text = ngettext(
                "{n} review is waiting, but the team has no members",
                "{n} reviews are waiting, but the team has no members",
                load.waiting,
            ).format(n=Count(load.waiting))
            yield WorkLine(title=load.label, href=reverse("accounts:team-list"), icon="warning", urgent=text)


def _questions(actor: Actor) -> Iterator[WorkLine]:
    if asked := partner_questions(actor):
        text = ngettext("{n} question has no reply yet", "{n} questions have no reply yet", len(asked))
        href = asked[0].href if len(asked) == 1 else reverse("reviews:queue") + "#questions"
        text = text.format(n=Count(len(asked)))
        yield WorkLine(title=_("Questions about live listings"), href=href, icon="talk", text=text)
    yield from _internal_questions(actor)


def _internal_questions(actor: Actor) -> Iterator[WorkLine]:
    """The questions of colleagues, by the page where they are answered."""
    pages: dict[str, list[PartnerQuestion]] = {}
    for question in internal_questions(actor):
        pages.setdefault(question.href.partition("#")[0], []).append(question)
    for asked in pages.values():
        text = ngettext(
            "{listing}: {n} question prevents an approval", "{listing}: {n} questions prevent approvals", len(asked)
        ).format(listing=asked[0].listing, n=Count(len(asked)))
        yield WorkLine(title=_("Internal questions"), href=asked[0].href, icon="talk", text=text)


def _unsent(actor: Actor) -> Iterator[WorkLine]:
    """The reader's comments in reviews that don't wait for a decision now, which would send them."""
    for row in left_unsent(actor):
        text = ngettext(
            "{listing} ({team}): {n} comment isn't sent",
            "{listing} ({team}): {n} comments aren't sent",
            row.number,
        ).format(listing=row.listing, team=row.team, n=Count(row.number))
        yield WorkLine(title=_("Comments that you have not sent"), href=row.href, icon="talk", text=text)


def _requests(actor: Actor) -> Iterator[WorkLine]:
    counts: Mapping[str, int] = waiting_counts(actor)
    for lifecycle in request_lifecycles():
        if number := counts.get(lifecycle.name, 0):
            text = ngettext("{n} request waiting", "{n} requests waiting", number)
            text = text.format(n=limited_count(number, MAX_WAITING))
            only = lifecycle.waiting_for(actor).first() if number == 1 else None
            href = only.get_absolute_url() if only else f"{reverse('reviews:requests')}?kind={lifecycle.name}"
            yield WorkLine(title=str(lifecycle.kind), href=href, icon="flag", text=text)


def _admin_work(actor: Actor) -> Iterator[WorkLine]:
    if tiles := waiting_listings(actor).count():
        text = ngettext("{n} tile must be enabled or updated", "{n} tiles must be enabled or updated", tiles)
        href = reverse("sandboxes:sandbox-list") + "?show=look"
        yield WorkLine(title=_("Tiles in sandboxes"), href=href, icon="box", text=text.format(n=Count(tiles)))
    if releases := signed_off_revisions(actor).count():
        text = ngettext(
            "{n} tile is signed off and can be published", "{n} tiles are signed off and can be published", releases
        ).format(n=Count(releases))
        yield WorkLine(title=_("Releases"), href=reverse("releases:release-list"), icon="ship", text=text)
    yield from _missing_agreements()
    yield from _alarms()


def _missing_agreements() -> Iterator[WorkLine]:
    """The agreements without a version, which partners don't have to accept."""
    published = AgreementVersion.objects.order_by().values("kind").distinct()
    if missing := len(AgreementKind.values) - published.count():
        text = ngettext(
            "{n} agreement has no text, so partners submit without accepting it",
            "{n} agreements have no text, so partners submit without accepting them",
            missing,
        ).format(n=Count(missing))
        yield WorkLine(title=_("Agreements"), href=reverse("accounts:agreement-admin"), icon="warning", text=text)


def _alarms() -> Iterator[WorkLine]:
    if jobs := failed_jobs().count():
        text = ngettext("{n} job failed and must be retried", "{n} jobs failed and must be retried", jobs)
        href, text = reverse("jobs:job-list"), text.format(n=Count(jobs))
        yield WorkLine(title=_("Background jobs"), href=href, icon="warning", urgent=text)
    if checks := len(failures()):
        text = ngettext(
            "{n} check must be corrected and run again", "{n} checks must be corrected and run again", checks
        ).format(n=Count(checks))
        href = reverse("validation:check-list") + "#failures"
        yield WorkLine(title=_("Checks that could not be finished"), href=href, icon="warning", urgent=text)
    if tiles := len(foreign_tiles()):
        text = ngettext(
            "{n} live tile has an unconfirmed vendor", "{n} live tiles have an unconfirmed vendor", tiles
        ).format(n=Count(tiles))
        href = reverse("releases:vendor-list")
        yield WorkLine(title=_("Vendors to verify"), href=href, icon="warning", urgent=text)
