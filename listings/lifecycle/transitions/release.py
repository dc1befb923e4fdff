"""Transitions from sign-off to release, and back."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from msgspec.structs import replace

from common.navigation import PARTNERS
from listings.lifecycle.buttons import PARTNER_REASON, Button, ButtonInput, ButtonPlace, InputKind, reason_input
from listings.lifecycle.recipients import admins, ecosystems, editors
from listings.lifecycle.transitions.review import RETURNED
from listings.lifecycle.types import Transition, TransitionNotice, TransitionTarget, Who
from listings.states.revision_states import RELEASE_READY, RevisionState
from notices.events import EventType
from notices.kind_registry import Purpose

_ON_RELEASE = (ButtonPlace.RELEASE,)
_EARLY_REASON = reason_input(
    label=_("Reason for an earlier release"), errors=("early-release",), details="early-release"
)

ROWS: tuple[Transition, ...] = (
    Transition(
        verb="confirm release",
        label=_("Confirm release"),
        sources=(RevisionState.SIGNED_OFF,),
        target=TransitionTarget.SAME,
        who=(Who.OWNER,),
        guards=("release-on-hold",),
        effects=("confirm-release",),
        button=Button(
            places=(ButtonPlace.MAIN, ButtonPlace.RELEASE),
            done=_("The release is confirmed. An admin will publish the tile or schedule its release."),
            kind="primary",
            is_hidden_if_closed=True,
        ),
        timeline=_("Release confirmed"),
        notice=TransitionNotice(
            kind="listing.confirm-release",
            to=(admins, editors),
            label=_("A release that was on hold is confirmed"),
            subject=_("{listing}: release confirmed"),
            body=_(
                "{actor} confirmed the release of {listing}. Next, an admin will publish it or schedule its release."
            ),
        ),
        event=EventType(name="release.confirmed", description=_("A release that was on hold is confirmed.")),
    ),
    Transition(
        verb="schedule",
        label=_("Schedule release"),
        sources=(RevisionState.SIGNED_OFF,),
        target=RevisionState.SCHEDULED,
        who=(Who.OWNER, Who.ADMIN),
        guards=("release-confirmed", "no-hold"),
        asks=("release-time", "early-release"),
        effects=("schedule-release",),
        button=Button(
            places=_ON_RELEASE,
            title=pgettext_lazy("heading", "Schedule"),
            inputs=(
                ButtonInput(
                    name="release_at",
                    label=_("Release time"),
                    help=_("In the time zone {zone}. The tile goes live within a minute of this time."),
                    kind=InputKind.TIME,
                    errors=("release-time-past", "release-time-far"),
                    details="release-time",
                ),
                replace(_EARLY_REASON, is_required=False),  # the guard requires it for some times only
            ),
            done=_("The release was scheduled."),
        ),
        timeline=_("Release scheduled"),
        notice=TransitionNotice(
            kind="listing.schedule",
            to=(editors, admins),
            label=_("A release is scheduled"),
            subject=_("{listing}: release scheduled"),
            body=_(
                "{actor} scheduled the release of {listing} for {release_at}. {reason}\n\nYou don't need to do "
                "anything until then."
            ),
        ),
        event=EventType(name="release.scheduled", description=_("A release is scheduled.")),
    ),
    Transition(
        verb="unschedule",
        label=_("Cancel scheduled release"),
        sources=(RevisionState.SCHEDULED,),
        target=RevisionState.SIGNED_OFF,
        who=(Who.OWNER, Who.ADMIN),
        guards=("release-idle",),
        effects=("cancel-release",),
        button=Button(places=_ON_RELEASE, done=_("The scheduled release was cancelled.")),
        timeline=_("Scheduled release cancelled"),
        notice=TransitionNotice(
            kind="listing.unschedule",
            to=(editors, admins),
            label=_("A scheduled release is cancelled"),
            subject=_("{listing}: scheduled release cancelled"),
            body=_(
                "{actor} cancelled the scheduled release of {listing}. An admin will publish the tile or schedule "
                "its release again."
            ),
        ),
        event=EventType(name="release.cancelled", description=_("A scheduled release is cancelled.")),
    ),
    Transition(
        verb="publish",
        label=_("Publish tile now"),
        sources=(RevisionState.SIGNED_OFF, RevisionState.SCHEDULED),
        target=RevisionState.PUBLISHED,
        who=(Who.ADMIN, Who.SYSTEM),
        guards=("digests-match", "release-confirmed", "rehearsal-clean", "no-hold", "vendor-own"),
        asks=("early-release",),
        effects=("close-reviews", "supersede", "release", "catalogue"),
        button=Button(
            places=_ON_RELEASE,
            inputs=(_EARLY_REASON,),
            done=_("{listing} is live."),
            kind="primary",
            needs_password=True,
        ),
        timeline=_("Live in the catalogue"),
        notice=TransitionNotice(
            kind="listing.publish",
            purpose=Purpose.DECISION,
            to=(editors, ecosystems),
            label=_("A listing goes live"),
            subject=_("{listing} is live"),
            body=_(
                "The tile for {listing} is now in the catalogue, exactly as signed off in submission {round}. {reason}"
            ),
        ),
        event=EventType(name="listing.live", description=_("A listing goes live.")),
    ),
    Transition(
        verb="send back",
        label=_("Send back to partner"),
        sources=RELEASE_READY,
        target=RevisionState.CHANGES_REQUESTED,
        who=(Who.LEAD, Who.ADMIN),
        guards=("release-idle",),
        asks=("reason",),
        effects=("deactivate", "cancel-release"),
        button=Button(
            places=_ON_RELEASE,
            title=pgettext_lazy("heading", "Send back"),
            help=_(
                "The tile is disabled in every sandbox org and the sign-off is withdrawn. The partner must submit the "
                "listing again."
            ),
            inputs=(PARTNER_REASON,),
            done=_("The listing was sent back to the partner."),
            kind="danger",
        ),
        timeline=_("Sent back"),
        notice=TransitionNotice(
            kind="listing.send-back",
            purpose=Purpose.ACT | Purpose.DECISION,
            to=(editors,),
            audience=PARTNERS,
            label=_("A listing is sent back"),
            subject=_("{listing} was sent back"),
            body=_("{actor} sent the listing back: {reason}\n\nChange the listing, then submit it again."),
        ),
        event=RETURNED,
    ),
)
