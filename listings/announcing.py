"""Who is told of which change of state, and in which words: one row per verb."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.models import Team
from accounts.queries import admin_ids, member_ids, team_ids
from common.actions import in_transaction
from common.actor import Role
from listings import addresses
from listings.lifecycle import Target
from listings.models import Revision
from listings.registry import Change
from notices.kinds import notice_kind
from notices.moves import post

GROUP = _("Your listings and their reviews")


def _editors(change: Change) -> list[UUID]:
    return member_ids(change.listing.organisation_id, least=Role.EDITOR)


def _admins(change: Change) -> list[UUID]:  # noqa: ARG001 the shape of an audience
    return admin_ids()


def _ecosystems(change: Change) -> list[UUID]:  # noqa: ARG001 the shape of an audience
    return team_ids([Team.ECOSYSTEMS])


Audience = Callable[[Change], list[UUID]]


class Announcement(Struct, frozen=True, kw_only=True):
    """Texts may name listing, organisation, round, note, reason, release_at and actor in braces."""

    to: tuple[Audience, ...]
    label: str | Promise
    subject: str | Promise
    body: str | Promise


ANNOUNCEMENTS: dict[str, Announcement] = {
    "submit": Announcement(
        to=(_editors,),
        label=_("A colleague submits a listing"),
        subject=_("{listing} was submitted"),
        body=_("{actor} submitted round {round}. The automatic checks run now; reviewers begin when they pass."),
    ),
    "checks passed": Announcement(
        to=(_editors,),
        label=_("The checks of a submission pass"),
        subject=_("{listing}: the checks passed"),
        body=_("No blocker was found in round {round}. The review teams have it now; you need not do anything."),
    ),
    "checks failed": Announcement(
        to=(_editors,),
        label=_("The checks of a submission find blockers"),
        subject=_("{listing}: the checks found blockers"),
        body=_("The deep checks of round {round} found blockers. Fix them, then submit again."),
    ),
    "request changes": Announcement(
        to=(_editors,),
        label=_("Reviewers ask for changes"),
        subject=_("{listing}: changes requested"),
        body=_(
            "{actor} asks for changes in round {round}. {note}\nIt is your turn: answer the threads and submit again."
        ),
    ),
    "all approved": Announcement(
        to=(_editors, _admins),
        label=_("All teams approve a listing"),
        subject=_("{listing} is approved"),
        body=_("Every required team approved round {round}. Next, an admin enables the tile in the sandbox."),
    ),
    "approval taken back": Announcement(
        to=(_editors, _admins),
        label=_("A team takes its approval back"),
        subject=_("{listing} is in review again"),
        body=_("A reviewer took an approval of round {round} back. The team decides again; you need not do anything."),
    ),
    "reject": Announcement(
        to=(_editors,),
        label=_("A listing is rejected"),
        subject=_("{listing} was rejected"),
        body=_("{actor} rejected the listing: {reason}\nYou may appeal on its page."),
    ),
    "reopen": Announcement(
        to=(_editors,),
        label=_("A rejected listing is reopened"),
        subject=_("{listing} is open again"),
        body=_("{actor} reopened the listing: {reason}\nIt is your turn: change it and submit again."),
    ),
    "enable in sandbox": Announcement(
        to=(_editors,),
        label=_("A tile is enabled in the sandbox"),
        subject=_("{listing} is in your sandbox"),
        body=_("The tile is enabled in your sandbox org. It is your turn: look at every tab, then sign off."),
    ),
    "ask for changes": Announcement(
        to=(_ecosystems, _admins),
        label=_("A partner asks for changes after the sandbox"),
        subject=_("{listing}: {organisation} wants to change something"),
        body=_("{actor} looked at the tile in the sandbox and asks for changes: {note}\nThe partner submits again."),
    ),
    "sign off": Announcement(
        to=(_admins, _editors),
        label=_("A partner signs off"),
        subject=_("{listing} is signed off"),
        body=_("{actor} signed off on round {round}. Next, an admin publishes it or plans its release."),
    ),
    "schedule": Announcement(
        to=(_editors, _admins),
        label=_("A release is planned"),
        subject=_("{listing}: release planned"),
        body=_("{actor} planned the release for {release_at}. Nobody needs to do anything until then."),
    ),
    "unschedule": Announcement(
        to=(_editors, _admins),
        label=_("A release is taken off the schedule"),
        subject=_("{listing}: release taken off the schedule"),
        body=_("{actor} took the release off the schedule. An admin publishes the listing or plans it again."),
    ),
    "publish": Announcement(
        to=(_editors, _ecosystems),
        label=_("A listing goes live"),
        subject=_("{listing} is live"),
        body=_("The tile is in the catalogue now, as signed off in round {round}."),
    ),
    "send back": Announcement(
        to=(_editors,),
        label=_("A listing is sent back"),
        subject=_("{listing} was sent back"),
        body=_("{actor} sent the listing back: {reason}\nIt is your turn: change it and submit again."),
    ),
    "withdraw": Announcement(
        to=(_ecosystems, _editors),
        label=_("A partner withdraws a listing"),
        subject=_("{listing} was withdrawn"),
        body=_("{actor} withdrew the listing; its reviews are closed. {reason}"),
    ),
    "archive": Announcement(
        to=(_editors,),
        label=_("A listing is archived"),
        subject=_("{listing} was archived"),
        body=_("Nothing happened for four weeks. Nothing is lost: an editor can restore it at any time."),
    ),
    "delete": Announcement(
        to=(_editors,),
        label=_("A draft is deleted"),
        subject=_("{listing} was deleted"),
        body=_("{actor} deleted the draft. It had never been submitted."),
    ),
}
# Verbs after which nobody waits for anybody else: their own page says it.
SILENT = frozenset({"create", "edit", "new revision", "restore", "re-run checks"})
IDLE_WARNING = "listing.idle-warning"


def kind_name(verb: str) -> str:
    """The name of the kind of notice that a verb posts."""
    return f"listing.{verb.replace(' ', '-')}"


def register_kinds() -> None:
    for verb, about in ANNOUNCEMENTS.items():
        notice_kind(kind_name(verb), label=about.label, group=GROUP, subject=about.subject, body=about.body)
    notice_kind(
        IDLE_WARNING,
        label=_("A listing will be archived"),
        group=GROUP,
        subject=_("{listing} will be archived in {days} days"),
        body=_(
            "Nothing happened for three weeks while it was your turn. Any change keeps it; nothing is lost either way."
        ),
    )


@in_transaction
def announce(change: Change) -> None:
    """Tell those whom the row of the verb names; posted after the effects, whose own notices come first.

    Where another change follows at once, that one tells where the listing stands: one act, one notice.
    """
    about = ANNOUNCEMENTS.get(change.transition.verb)
    if about is None or change.then:
        return
    release_at = change.revision.release_at
    parameters: dict[str, str | int] = {
        "listing": change.listing.name,
        "organisation": change.listing.organisation.name,
        "round": change.revision.round,
        "note": change.text("note"),
        "reason": change.text("reason"),
        "release_at": release_at.isoformat() if release_at else "",
    }
    post(
        kind_name(change.transition.verb),
        recipients=[person for audience in about.to for person in audience(change)],
        parameters=parameters,
        url=addresses.LISTINGS if change.transition.target is Target.GONE else change.listing.get_absolute_url(),
        key=change.key,
        now=change.now,
        by=change.by,
    )


@in_transaction
def warn_of_archiving(revision: Revision, *, days: int, now: datetime) -> None:
    """Tell the partner that the revision will be archived unless somebody works on it."""
    post(
        IDLE_WARNING,
        recipients=member_ids(revision.listing.organisation_id, least=Role.EDITOR),
        parameters={"listing": revision.listing.name, "days": days},
        url=revision.listing.get_absolute_url(),
        key=f"idle:{revision.pk}:{revision.version}",
        now=now,
    )
