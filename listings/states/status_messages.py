"""Status messages: who must act next on a revision, in words for partners, the acting team, other staff and admins."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import Actor, Role
from common.lazy_text import LazyText
from common.lists import joined_with_and
from page_parts.times import format_time


class Party(StrEnum):
    """The party that must act next."""

    PARTNER = "partner"
    STAFF = "staff"
    SYSTEM = "system"
    NOBODY = "nobody"


class WaitingOn(Struct, frozen=True, kw_only=True):
    """Who must act next, in words for one audience.

    label is for tables. headline may contain {who} (the label), {since} and {due}. is_reader means that the audience
    itself must act.
    """

    label: LazyText
    headline: LazyText
    is_reader: bool = False


class Turn(Struct, frozen=True, kw_only=True):
    """Who must act next, in words for each audience. teams are the keys of the acting teams; team is for them.

    partner is for members of the partner with at least the role that can act, colleague for the other members.
    """

    party: Party
    partner: WaitingOn
    staff: WaitingOn
    admin: WaitingOn
    teams: tuple[str, ...] = ()
    team: WaitingOn | None = None
    role: Role = Role.EDITOR
    colleague: WaitingOn | None = None


class StatusText(Struct, frozen=True, kw_only=True):
    """The reason why a listing is waiting, and the next step, in whole sentences for one audience."""

    why: LazyText
    next: LazyText


class StatusMessage(Struct, frozen=True, kw_only=True):
    """The status message for one reader. likely is "" if unknown, due_at is None if nothing is due.

    state is the state that pages show: that of the revision, or a more exact one.
    """

    state: str
    party: Party
    who: WaitingOn
    since: datetime
    why: LazyText
    next: LazyText
    likely: LazyText = ""
    due_at: datetime | None = None

    @property
    def waiting_on(self) -> str:
        """Who must act next, for a table."""
        return str(self.who.label)

    @property
    def headline(self) -> str:
        """Who must act next and since when, in the reader's time zone."""
        moments = {"since": format_time(self.since), "due": format_time(self.due_at)}
        return str(self.who.headline).format(who=self.waiting_on, **moments)

    @property
    def is_readers_turn(self) -> bool:
        return self.who.is_reader

    def is_late(self, now: datetime) -> bool:
        """Whether the due time has passed."""
        return self.due_at is not None and self.due_at < now


# For exceptions, such as a problem on our side: the usual duration of the state would be wrong.
UNKNOWN_DURATION = _("We don't know yet how long this will take.")


class StatusMessages(Struct, frozen=True, kw_only=True):
    """The status of a revision, in words for every audience. team is required if and only if teams must act.

    colleague is for members of the partner who don't have the role that can act; None if they read the same.
    shown_state is the badge that pages show instead of that of the revision's state; "" if they show that one.
    """

    turn: Turn
    partner: StatusText
    staff: StatusText
    admin: StatusText | None = None
    since: datetime | None = None
    team: StatusText | None = None
    colleague: StatusText | None = None
    likely: LazyText = ""
    due_at: datetime | None = None
    shown_state: str = ""

    def __post_init__(self) -> None:
        if {bool(self.turn.teams), self.turn.team is not None, self.team is not None} == {True, False}:
            text = "the message for the teams and the teams must be given together"
            raise ValueError(text)

    def message_for(self, actor: Actor, organisation_id: UUID, *, state: str, state_since: datetime) -> StatusMessage:
        """The message for a reader of a listing of this organisation whose revision is in the state."""
        who, message = self._read_by(actor, organisation_id)
        return StatusMessage(
            state=self.shown_state or state,
            party=self.turn.party,
            who=who,
            since=self.since or state_since,
            why=message.why,
            next=message.next,
            likely=self.likely,
            due_at=self.due_at,
        )

    def _read_by(self, actor: Actor, organisation_id: UUID) -> tuple[WaitingOn, StatusText]:
        """The texts for the reader. Staff who belong to the partner, applications and the system get the partner's."""
        if not actor.is_staff or actor.belongs_to(organisation_id):
            return self._read_by_partner(actor, organisation_id)
        if self.turn.team and self.team and any(actor.reviews_for(team) for team in self.turn.teams):
            return self.turn.team, self.team
        return (self.turn.admin, self.admin or self.staff) if actor.is_admin else (self.turn.staff, self.staff)

    def _read_by_partner(self, actor: Actor, organisation_id: UUID) -> tuple[WaitingOn, StatusText]:
        if actor.holds(self.turn.role, organisation_id):
            return self.turn.partner, self.partner
        return self.turn.colleague or self.turn.partner, self.colleague or self.partner


_YOU = WaitingOn(label=_("You"), headline=_("Waiting for you since {since}"), is_reader=True)
_YOUR_OWNER = WaitingOn(
    label=_("An owner of your organisation"), headline=_("Waiting for an owner of your organisation since {since}")
)
_YOUR_EDITOR = WaitingOn(
    label=_("An editor of your organisation"), headline=_("Waiting for an editor of your organisation since {since}")
)
_PARTNER = WaitingOn(label=_("The partner"), headline=_("Waiting for the partner since {since}"))
_ADMIN = WaitingOn(label=_("An admin"), headline=_("Waiting for an admin since {since}"))
_REVIEWERS = WaitingOn(label=_("The reviewers"), headline=_("Waiting for the reviewers since {since}"))
_LEAD = WaitingOn(label=_("A lead reviewer"), headline=_("Waiting for a lead reviewer since {since}"))
_CHECKS = WaitingOn(label=_("The automatic checks"), headline=_("Waiting for the automatic checks since {since}"))
_RELEASE = WaitingOn(label=_("The release time"), headline=_("Goes live on {due}"))
_NOBODY = WaitingOn(label=_("Nobody"), headline=_("No action needed since {since}"))

PARTNERS_TURN = Turn(party=Party.PARTNER, partner=_YOU, colleague=_YOUR_EDITOR, staff=_PARTNER, admin=_PARTNER)
OWNERS_TURN = Turn(
    party=Party.PARTNER, partner=_YOU, role=Role.OWNER, colleague=_YOUR_OWNER, staff=_PARTNER, admin=_PARTNER
)
ADMINS_TURN = Turn(party=Party.STAFF, partner=_ADMIN, staff=_ADMIN, admin=_YOU)
REVIEWERS_TURN = Turn(party=Party.STAFF, partner=_REVIEWERS, staff=_REVIEWERS, admin=_REVIEWERS)
LEADS_TURN = Turn(party=Party.STAFF, partner=_LEAD, staff=_LEAD, admin=_LEAD)
CHECKS_TURN = Turn(party=Party.SYSTEM, partner=_CHECKS, staff=_CHECKS, admin=_CHECKS)
RELEASE_TURN = Turn(party=Party.SYSTEM, partner=_RELEASE, staff=_RELEASE, admin=_RELEASE)
NOBODYS_TURN = Turn(party=Party.NOBODY, partner=_NOBODY, staff=_NOBODY, admin=_NOBODY)


def turn_of_teams(names: Mapping[str, LazyText]) -> Turn:
    """The turn in which these teams ({key: name}) must act."""
    label = joined_with_and(names.values())
    named = WaitingOn(label=label, headline=_("Waiting for {who} since {since}"))
    to_own_team = WaitingOn(label=label, headline=_("Waiting for your team since {since}"), is_reader=True)
    return Turn(party=Party.STAFF, partner=named, staff=named, admin=named, teams=tuple(names), team=to_own_team)
