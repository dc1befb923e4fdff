"""Notices about changes of state: recipients and texts, one row per verb."""

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
from listings import page_urls
from listings.lifecycles.change import RevisionChange
from listings.lifecycles.types import TransitionTarget
from listings.models import Revision
from notices.kind_registry import notice_kind
from notices.writes import post_notice

GROUP = _("Your listings and their reviews")


def _editors(change: RevisionChange) -> list[UUID]:
    return member_ids(change.listing.organisation_id, least=Role.EDITOR)


def _admins(change: RevisionChange) -> list[UUID]:  # noqa: ARG001 the shape of an audience
    return admin_ids()


def _ecosystems(change: RevisionChange) -> list[UUID]:  # noqa: ARG001 the shape of an audience
    return team_ids([Team.ECOSYSTEMS])


Recipients = Callable[[RevisionChange], list[UUID]]


class Announcement(Struct, frozen=True, kw_only=True):
    """The texts may contain {listing}, {organisation}, {round}, {note}, {reason}, {release_at} and {actor}."""

    to: tuple[Recipients, ...]
    label: str | Promise
    subject: str | Promise
    body: str | Promise


ANNOUNCEMENTS: dict[str, Announcement] = {
    "submit": Announcement(
        to=(_editors,),
        label=_("A colleague submits a listing"),
        subject=_("{listing} was submitted"),
        body=_("{actor} sent submission {round}. The automatic checks are running. The review starts when they pass."),
    ),
    "checks passed": Announcement(
        to=(_editors,),
        label=_("The checks of a submission pass"),
        subject=_("{listing}: the checks passed"),
        body=_(
            "The checks found no blockers in submission {round}, so the review starts. You don't need to do anything."
        ),
    ),
    "checks failed": Announcement(
        to=(_editors,),
        label=_("The checks of a submission find blockers"),
        subject=_("{listing}: the checks found blockers"),
        body=_("The checks found blockers in submission {round}. Fix them, then submit again."),
    ),
    "request changes": Announcement(
        to=(_editors,),
        label=_("Reviewers request changes"),
        subject=_("{listing}: changes requested"),
        body=_(
            "{actor} requested changes to submission {round}. {note}\n\nAnswer or fix each comment, then submit again."
        ),
    ),
    "all approved": Announcement(
        to=(_editors, _admins),
        label=_("All teams approve a listing"),
        subject=_("{listing} is approved"),
        body=_(
            "All required teams approved submission {round}. Next, an admin will enable the tile in the sandbox org."
        ),
    ),
    "approval taken back": Announcement(
        to=(_editors, _admins),
        label=_("A team withdraws its approval"),
        subject=_("{listing} is in review again"),
        body=_(
            "A review team withdrew its approval of submission {round} and will decide again. You don't need to do "
            "anything."
        ),
    ),
    "reject": Announcement(
        to=(_editors,),
        label=_("A listing is rejected"),
        subject=_("{listing} was rejected"),
        body=_("{actor} rejected the listing: {reason}\n\nTo appeal, answer the comment on the listing's page."),
    ),
    "reopen": Announcement(
        to=(_editors,),
        label=_("A rejected listing is reopened"),
        subject=_("{listing} was reopened"),
        body=_("{actor} reopened the listing: {reason}\n\nChange it, then submit again."),
    ),
    "enable in sandbox": Announcement(
        to=(_editors,),
        label=_("A tile is enabled in the sandbox org"),
        subject=_("{listing} is enabled in your sandbox org"),
        body=_("Look at every tab of the tile in your sandbox org. An owner of your organisation must then sign off."),
    ),
    "ask for changes": Announcement(
        to=(_ecosystems, _admins),
        label=_("A partner requests changes to a tile in the sandbox org"),
        subject=_("{listing}: {organisation} requested changes"),
        body=_("{actor} requested changes to the tile in the sandbox org: {note}\n\nThe partner will submit again."),
    ),
    "sign off": Announcement(
        to=(_admins, _editors),
        label=_("A partner signs off"),
        subject=_("{listing} is signed off"),
        body=_("{actor} signed off submission {round}. Next, an admin will publish it or schedule its release."),
    ),
    "schedule": Announcement(
        to=(_editors, _admins),
        label=_("A release is scheduled"),
        subject=_("{listing}: release scheduled"),
        body=_(
            "{actor} scheduled the release of {listing} for {release_at}. You don't need to do anything until then."
        ),
    ),
    "unschedule": Announcement(
        to=(_editors, _admins),
        label=_("A scheduled release is cancelled"),
        subject=_("{listing}: scheduled release cancelled"),
        body=_("{actor} cancelled the scheduled release of {listing}. An admin will publish it or schedule it again."),
    ),
    "publish": Announcement(
        to=(_editors, _ecosystems),
        label=_("A listing goes live"),
        subject=_("{listing} is live"),
        body=_("The tile of {listing} is now in the catalogue, exactly as signed off in submission {round}."),
    ),
    "send back": Announcement(
        to=(_editors,),
        label=_("A listing is sent back"),
        subject=_("{listing} was sent back"),
        body=_("{actor} sent the listing back: {reason}\n\nChange it, then submit again."),
    ),
    "withdraw": Announcement(
        to=(_ecosystems, _editors),
        label=_("A partner withdraws a listing"),
        subject=_("{listing} was withdrawn"),
        body=_("{actor} withdrew the listing, so its reviews are closed. {reason}"),
    ),
    "archive": Announcement(
        to=(_editors,),
        label=_("A listing is archived"),
        subject=_("{listing} was archived"),
        body=_(
            "Nobody had worked on this listing for four weeks. Nothing is lost: any editor can restore it at any time."
        ),
    ),
    "delete": Announcement(
        to=(_editors,),
        label=_("A draft is deleted"),
        subject=_("{listing} was deleted"),
        body=_("{actor} deleted the draft. It had never been submitted."),
    ),
}
# Verbs without a notice: the page of the person who acts shows the result.
SILENT = frozenset({"create", "edit", "new revision", "restore", "re-run checks"})
IDLE_WARNING = "listing.idle-warning"


def kind_name(verb: str) -> str:
    """The notice kind that a verb posts."""
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
            "Nobody has worked on this listing for three weeks. To keep it open, change something or submit it. You "
            "can also restore it after it is archived."
        ),
    )


@in_transaction
def announce(change: RevisionChange) -> None:
    """Notify the recipients in the verb's row. Runs after the effects, so their own notices come first.

    Posts nothing if another change follows immediately: only the last change is announced.
    """
    about = ANNOUNCEMENTS.get(change.transition.verb)
    if about is None or change.next_verbs:
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
    post_notice(
        kind_name(change.transition.verb),
        recipients=[person for audience in about.to for person in audience(change)],
        parameters=parameters,
        url=page_urls.LISTINGS
        if change.transition.target is TransitionTarget.GONE
        else change.listing.get_absolute_url(),
        key=change.key,
        now=change.now,
        by=change.by,
    )


@in_transaction
def warn_of_archiving(revision: Revision, *, days: int, now: datetime) -> None:
    """Notify the partner that the revision will be archived unless somebody works on it."""
    post_notice(
        IDLE_WARNING,
        recipients=member_ids(revision.listing.organisation_id, least=Role.EDITOR),
        parameters={"listing": revision.listing.name, "days": days},
        url=revision.listing.get_absolute_url(),
        key=f"idle:{revision.pk}:{revision.version}",
        now=now,
    )
