"""The types of a lifecycle's rows: who may apply a transition, its notice and the transition itself."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor, ActorKind, Role
from common.lazy_text import LazyText
from common.navigation import EVERYBODY, Audience
from listings.lifecycle.buttons import Button
from notices.events import EventType
from notices.kind_registry import Complete, Purpose
from page_parts.total_maps import total_map


class Who(StrEnum):
    """A kind of actor that may apply a transition; a row may list several.

    A submitter is an editor of the partner, or an application with the Manager role; applications with the Developer
    role only edit drafts. A receiver is an owner of the organisation to which a listing is transferred.
    """

    PARTNER = "partner"
    SUBMITTER = "submitter"
    OWNER = "owner"
    RECEIVER = "receiver"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ECOSYSTEMS = "ecosystems team"
    ADMIN = "admin"
    SYSTEM = "system"


class TransitionTarget(StrEnum):
    """Targets of transitions other than a fixed state."""

    SAME = "same"
    FORMER = "former"
    GONE = "gone"


def _is_outsider(actor: Actor, organisation_id: UUID) -> bool:
    """Whether the actor is outside the organisation. Members never act as staff on their own organisation."""
    return not actor.belongs_to(organisation_id)


def _may_submit(actor: Actor, organisation_id: UUID) -> bool:
    least = Role.OWNER if actor.kind is ActorKind.APPLICATION else Role.EDITOR
    return actor.holds(least, organisation_id)


_RIGHTS: Mapping[Who, Callable[[Actor, UUID], bool]] = total_map(
    Who,
    {
        Who.PARTNER: lambda actor, organisation: actor.holds(Role.EDITOR, organisation),
        Who.SUBMITTER: _may_submit,
        Who.OWNER: lambda actor, organisation: actor.holds(Role.OWNER, organisation),
        Who.RECEIVER: lambda actor, organisation: actor.holds(Role.OWNER, organisation),
        Who.REVIEWER: lambda actor, organisation: bool(actor.teams) and _is_outsider(actor, organisation),
        Who.LEAD: lambda actor, organisation: actor.is_lead and _is_outsider(actor, organisation),
        Who.ECOSYSTEMS: lambda actor, organisation: (
            actor.reviews_for(Team.ECOSYSTEMS) and _is_outsider(actor, organisation)
        ),
        Who.ADMIN: lambda actor, organisation: actor.is_admin and _is_outsider(actor, organisation),
        Who.SYSTEM: lambda actor, _organisation: actor.is_system,
    },
)


# A parameter of a call: leave the `deferrable` guards of the transition to the checks that it starts.
DEFERS_CONTENT = "defers_content"
# A parameter that the engine adds for the asks: whether one of our staff acts.
BY_STAFF = "by_staff"


# Any: the change of one lifecycle.
Recipients = Callable[[Any], list[UUID]]


class TransitionNotice(Struct, frozen=True, kw_only=True):
    """The notice about a change: its recipients and texts. kind is the stored name of the kind of notice.

    The texts may contain {actor}, `Lifecycle.names` and `Lifecycle.texts`. People in audience see the kind on
    their settings page. purpose is what the notice is for: an act of its recipients, or a decision. A step on the way
    to another notice is not mailed by default, only shown in the portal. complete is as in `NoticeKind`.
    """

    kind: str
    to: tuple[Recipients, ...]
    label: LazyText
    subject: LazyText
    body: LazyText
    audience: frozenset[Audience] = EVERYBODY
    purpose: Purpose = Purpose.UPDATE
    is_mailed: bool = True
    complete: Complete | None = None


class Transition(Struct, frozen=True, kw_only=True):
    """A row in the table of a lifecycle.

    guards read facts and return reasons against the transition; asks check the parameters of the call (a note, a
    reason, a time). deferrable lists guards that the effects repeat later, so a call can leave them out with
    DEFERS_CONTENT. effects run in the same transaction, in this order. A row without sources creates its subject. Rows
    with creates_revision or is_recorded_by_action are applied by their own actions, not by the engine: they add a
    revision or save content. event is the webhook event. Changes without a notice are only shown to the person who
    acts. recorded_as is the verb in the audit log if it differs from verb. timeline is the title in the listing's
    timeline, if the change is shown there. A row without a button has a form on a page of its own: page is the name of
    the URL to which that form is sent.
    """

    verb: str
    label: LazyText
    sources: tuple[TextChoices, ...]
    target: TextChoices | TransitionTarget
    who: tuple[Who, ...]
    notice: TransitionNotice | None
    event: EventType | None
    guards: tuple[str, ...] = ()
    deferrable: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    button: Button | None = None
    page: str = ""
    recorded_as: str = ""
    timeline: LazyText = ""
    creates_revision: bool = False
    is_recorded_by_action: bool = False

    @property
    def creates_subject(self) -> bool:
        return not self.sources

    @property
    def slug(self) -> str:
        """The verb with hyphens, for URLs and the audit log."""
        return self.verb.replace(" ", "-")

    def party(self, organisation_id: UUID, receiver_id: UUID | None = None) -> UUID | None:
        """The ID of the organisation whose members may apply the transition.

        None if that is the receiver, and there is no receiver.
        """
        return receiver_id if Who.RECEIVER in self.who else organisation_id

    def allows(self, actor: Actor, organisation_id: UUID, receiver_id: UUID | None = None) -> bool:
        """Whether the actor's role allows the transition, regardless of the state."""
        party = self.party(organisation_id, receiver_id)
        return party is not None and any(_RIGHTS[who](actor, party) for who in self.who)
