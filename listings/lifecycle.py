"""The transition table. Pages, API, buttons, guards, notices, audit and the state diagram all use it."""

from collections.abc import Callable
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import Actor, ActorKind, Role
from listings.states import RevisionState


class Who(StrEnum):
    """Who may apply a transition; a row may list several.

    A submitter is an editor of the partner, or an application with the Manager role. Developers only edit drafts.
    """

    PARTNER = "partner"
    SUBMITTER = "submitter"
    OWNER = "owner"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"
    SYSTEM = "system"


class TransitionTarget(StrEnum):
    """Targets that are not one fixed state."""

    SAME = "same"
    FORMER = "former"
    GONE = "gone"


def _staff(actor: Actor, organisation_id: UUID) -> bool:
    """False for members of the organisation: they never act as staff on it."""
    return not actor.belongs_to(organisation_id)


def _submits(actor: Actor, organisation_id: UUID) -> bool:
    least = Role.OWNER if actor.kind is ActorKind.APPLICATION else Role.EDITOR
    return actor.holds(least, organisation_id)


_RIGHTS: dict[Who, Callable[[Actor, UUID], bool]] = {
    Who.PARTNER: lambda actor, organisation: actor.holds(Role.EDITOR, organisation),
    Who.SUBMITTER: _submits,
    Who.OWNER: lambda actor, organisation: actor.holds(Role.OWNER, organisation),
    Who.REVIEWER: lambda actor, organisation: bool(actor.teams) and _staff(actor, organisation),
    Who.LEAD: lambda actor, organisation: actor.is_lead and _staff(actor, organisation),
    Who.ADMIN: lambda actor, organisation: actor.is_admin and _staff(actor, organisation),
    Who.SYSTEM: lambda actor, organisation: actor.is_system,  # noqa: ARG005 the shape of a right
}


class Transition(Struct, frozen=True, kw_only=True):
    """One row.

    guards read facts and return reasons against; asks check the parameters of the call (a note, a reason, a time).
    effects run in the same transaction, in the row's order. Notices are in `listings.announcements`. is_birth: the row
    creates a revision in an action of its own. is_quiet: the row applies to every save, which its action records.
    """

    verb: str
    label: str | Promise
    sources: tuple[RevisionState, ...]
    target: RevisionState | TransitionTarget
    who: tuple[Who, ...]
    guards: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    creates_revision: bool = False
    is_recorded_by_action: bool = False

    def allows(self, actor: Actor, organisation_id: UUID) -> bool:
        """Whether the actor's role allows it, whatever the state."""
        return any(_RIGHTS[who](actor, organisation_id) for who in self.who)


def _row(  # noqa: PLR0917 a row of a table is read by its columns
    verb: str,
    label: str | Promise,
    sources: tuple[RevisionState, ...],
    target: RevisionState | TransitionTarget,
    **rest: object,
) -> Transition:
    return Transition(verb=verb, label=label, sources=sources, target=target, **rest)  # type: ignore[arg-type]  # checked by the dataclass


_OPEN_TO_PARTNER = (RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED)
_READY = (RevisionState.APPROVED, RevisionState.IN_SANDBOX, RevisionState.SIGNED_OFF, RevisionState.SCHEDULED)
_UNDER_WAY = (RevisionState.SUBMITTED, RevisionState.IN_REVIEW, RevisionState.CHANGES_REQUESTED, *_READY)

TRANSITIONS: tuple[Transition, ...] = (
    _row(
        "create",
        _("Create"),
        (),
        RevisionState.DRAFT,
        who=(Who.PARTNER,),
        guards=("organisation-active",),
        creates_revision=True,
    ),
    _row(
        "edit",
        _("Edit"),
        _OPEN_TO_PARTNER,
        TransitionTarget.SAME,
        who=(Who.PARTNER, Who.SYSTEM),
        effects=("follow-renames",),
        is_recorded_by_action=True,
    ),
    _row(
        "submit",
        _("Submit"),
        _OPEN_TO_PARTNER,
        RevisionState.SUBMITTED,
        who=(Who.SUBMITTER,),
        guards=(
            *("organisation-active", "none-importing", "steps-ready", "no-blocker", "threads-answered"),
            "agreements-accepted",
        ),
        effects=("freeze", "claim-identities", "start-run"),
    ),
    _row(
        "checks passed",
        _("Pass checks"),
        (RevisionState.SUBMITTED,),
        RevisionState.IN_REVIEW,
        who=(Who.SYSTEM,),
        guards=("run-clean",),
        effects=("open-reviews",),
    ),
    _row(
        "checks failed",
        _("Fail checks"),
        (RevisionState.SUBMITTED,),
        RevisionState.CHANGES_REQUESTED,
        who=(Who.SYSTEM,),
        guards=("run-blocked",),
    ),
    _row(
        "re-run checks",
        _("Run the checks again"),
        (RevisionState.SUBMITTED,),
        TransitionTarget.SAME,
        who=(Who.ADMIN, Who.SYSTEM),
        guards=("run-failed",),
        effects=("start-run",),
    ),
    _row(
        "request changes",
        _("Request changes"),
        (RevisionState.IN_REVIEW,),
        RevisionState.CHANGES_REQUESTED,
        who=(Who.REVIEWER,),
        guards=("required-team",),
        asks=("submission-seen", "blocking-thread-or-note"),
        effects=("pause-reviews",),
    ),
    _row(
        "all approved",
        _("Approve listing"),
        (RevisionState.IN_REVIEW,),
        RevisionState.APPROVED,
        who=(Who.SYSTEM,),
        guards=("every-team-approves", "no-open-blocking-thread"),
        effects=("enable-where-automatic",),
    ),
    _row(
        "approval taken back",
        _("Withdraw approval"),
        (RevisionState.APPROVED,),
        RevisionState.IN_REVIEW,
        who=(Who.SYSTEM,),
    ),
    _row(
        "reject",
        _("Reject"),
        (RevisionState.IN_REVIEW,),
        RevisionState.REJECTED,
        who=(Who.LEAD,),
        asks=("reason",),
        effects=("close-reviews",),
    ),
    _row(
        "reopen",
        _("Reopen"),
        (RevisionState.REJECTED,),
        RevisionState.CHANGES_REQUESTED,
        who=(Who.LEAD,),
        asks=("reason",),
    ),
    _row(
        "enable in sandbox",
        _("Enable in sandbox"),
        (RevisionState.APPROVED,),
        RevisionState.IN_SANDBOX,
        who=(Who.ADMIN, Who.SYSTEM),
        guards=("sandbox-active", "vendor-confirmed"),
        effects=("activate", "promote-if-asked"),
    ),
    _row(
        "ask for changes",
        _("Request changes"),
        (RevisionState.IN_SANDBOX,),
        RevisionState.CHANGES_REQUESTED,
        who=(Who.SUBMITTER,),
        asks=("note",),
        effects=("keep-note", "outdate-activations"),
    ),
    _row(
        "sign off",
        _("Sign off"),
        (RevisionState.IN_SANDBOX,),
        RevisionState.SIGNED_OFF,
        who=(Who.OWNER,),
        guards=("tile-looked-at",),
        asks=("terms-confirmed",),
        effects=("record-sign-off",),
    ),
    _row(
        "schedule",
        _("Schedule"),
        (RevisionState.SIGNED_OFF,),
        RevisionState.SCHEDULED,
        who=(Who.OWNER, Who.ADMIN),
        asks=("release-time",),
        effects=("schedule-release",),
    ),
    _row(
        "unschedule",
        _("Cancel scheduled release"),
        (RevisionState.SCHEDULED,),
        RevisionState.SIGNED_OFF,
        who=(Who.OWNER, Who.ADMIN),
        guards=("release-idle",),
        effects=("cancel-release",),
    ),
    _row(
        "publish",
        _("Publish"),
        (RevisionState.SIGNED_OFF, RevisionState.SCHEDULED),
        RevisionState.PUBLISHED,
        who=(Who.ADMIN, Who.SYSTEM),
        guards=("digests-match", "rehearsal-clean", "no-hold"),
        effects=("close-reviews", "supersede", "release", "catalogue"),
    ),
    _row(
        "send back",
        _("Send back"),
        _READY,
        RevisionState.CHANGES_REQUESTED,
        who=(Who.LEAD, Who.ADMIN),
        guards=("release-idle",),
        asks=("reason",),
        effects=("deactivate", "cancel-release"),
    ),
    _row(
        "withdraw",
        _("Withdraw"),
        _UNDER_WAY,
        RevisionState.DRAFT,
        who=(Who.OWNER,),
        guards=("release-idle",),
        effects=("close-reviews", "deactivate", "cancel-release"),
    ),
    _row(
        "new revision",
        _("Start a new revision"),
        (RevisionState.PUBLISHED,),
        RevisionState.DRAFT,
        who=(Who.PARTNER,),
        guards=("organisation-active", "none-open"),
        creates_revision=True,
    ),
    _row(
        "archive",
        _("Archive"),
        _OPEN_TO_PARTNER,
        RevisionState.ARCHIVED,
        who=(Who.SYSTEM,),
        guards=("no-hold",),
        asks=("idle",),
    ),
    _row("restore", _("Restore"), (RevisionState.ARCHIVED,), TransitionTarget.FORMER, who=(Who.PARTNER,)),
    _row(
        "delete",
        _("Delete"),
        (RevisionState.DRAFT,),
        TransitionTarget.GONE,
        who=(Who.OWNER,),
        guards=("never-submitted", "no-hold"),
    ),
)
