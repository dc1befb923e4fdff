"""The transitions of a transfer: who may apply them, and what both organisations are told."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import VENDOR_ID_LENGTH
from accounts.queries import member_ids
from common.actor import Role
from common.navigation import PARTNERS
from listings.lifecycle.buttons import Button, ButtonInput, InputKind, reason_input
from listings.lifecycle.change import StateChange
from listings.lifecycle.recipients import ecosystems
from listings.lifecycle.types import Transition, TransitionNotice, Who
from notices.events import EventType
from notices.kind_registry import Purpose
from releases.models import TRANSFER_OPEN, Transfer, TransferState

OFFER, ACCEPT, DECLINE, CANCEL, EXPIRE = "offer", "accept", "decline", "cancel", "expire"
_DECLINE_REASON = reason_input(
    _("Shown to the other organisation and in the timeline of the listing."), is_required=False
)


def giver_owners(change: StateChange[Transfer]) -> list[UUID]:
    return member_ids(change.subject.giver_id, min_role=Role.OWNER)


def receiver_owners(change: StateChange[Transfer]) -> list[UUID]:
    return member_ids(change.subject.receiver_id, min_role=Role.OWNER)


ROWS: tuple[Transition, ...] = (
    Transition(
        verb=OFFER,
        label=_("Offer transfer"),
        sources=(),
        target=TransferState.OFFERED,
        who=(Who.OWNER,),
        guards=("transferable",),
        button=Button(
            title=_("New organisation"),
            inputs=(
                ButtonInput(
                    name="vendor_id",
                    label=_("Vendor ID of the other organisation"),
                    help=_("The owners of that organisation can find the ID on their organisation page. Example: acme"),
                    kind=InputKind.LINE,
                    max_length=VENDOR_ID_LENGTH,
                    errors=("no-organisation",),
                ),
                ButtonInput(
                    name="note",
                    label=_("Note"),
                    help=_("Shown to the owners of the other organisation."),
                    is_required=False,
                ),
            ),
            done=_("The transfer was offered. The owners of {receiver} have been notified."),
            kind="primary",
            needs_password=True,
        ),
        timeline=_("Transfer offered to another organisation"),
        notice=TransitionNotice(
            kind="transfer.offered",
            purpose=Purpose.ACT,
            to=(receiver_owners, giver_owners),
            label=_("A listing is offered to another organisation"),
            subject=_("{giver} offered {listing} to {receiver}"),
            body=_(
                "{actor} offered to transfer {listing} to {receiver}. An owner of {receiver} can accept or decline "
                "within two weeks."
            ),
            audience=PARTNERS,
        ),
        event=EventType(name="transfer.offered", description=_("An owner offers a listing to another organisation.")),
    ),
    Transition(
        verb=ACCEPT,
        label=_("Accept transfer"),
        sources=TRANSFER_OPEN,
        target=TransferState.ACCEPTED,
        who=(Who.RECEIVER,),
        guards=("transferable",),
        effects=(
            *("hand-over", "disable-tiles", "delete-lead-secrets", "erase-test-accounts"),
            *("set-vendor-of-draft", "catalogue"),
        ),
        button=Button(
            done=_("The listing now belongs to {receiver}."),
            kind="primary",
            needs_password=True,
        ),
        timeline=_("Transferred to another organisation"),
        notice=TransitionNotice(
            kind="transfer.accepted",
            purpose=Purpose.DECISION,
            to=(giver_owners, receiver_owners, ecosystems),
            label=_("A listing is transferred to another organisation"),
            subject=_("{listing} now belongs to {receiver}"),
            body=_(
                "{actor} accepted the transfer of {listing} from {giver}. A live tile stays live and now shows "
                "{receiver} as its vendor."
            ),
        ),
        event=EventType(name="transfer.accepted", description=_("An owner accepts the transfer of a listing.")),
    ),
    Transition(
        verb=DECLINE,
        label=_("Decline transfer"),
        sources=TRANSFER_OPEN,
        target=TransferState.DECLINED,
        who=(Who.RECEIVER,),
        button=Button(
            inputs=(_DECLINE_REASON,),
            done=_("The transfer was declined. The other organisation has been notified."),
        ),
        timeline=_("Transfer declined"),
        notice=TransitionNotice(
            kind="transfer.declined",
            purpose=Purpose.DECISION,
            to=(giver_owners,),
            label=_("The transfer of a listing is declined"),
            subject=_("{receiver} declined the transfer of {listing}"),
            body=_(
                "{actor} declined the transfer. {reason}\n\nThe listing stays with {giver}. You don't need to do "
                "anything."
            ),
            audience=PARTNERS,
        ),
        event=EventType(name="transfer.declined", description=_("An owner declines the transfer of a listing.")),
    ),
    Transition(
        verb=CANCEL,
        label=_("Cancel transfer"),
        sources=TRANSFER_OPEN,
        target=TransferState.CANCELLED,
        who=(Who.OWNER,),
        button=Button(done=_("The transfer was cancelled.")),
        timeline=_("Transfer offer cancelled"),
        notice=TransitionNotice(
            kind="transfer.cancelled",
            to=(receiver_owners,),
            label=_("The transfer of a listing is cancelled"),
            subject=_("{giver} cancelled the transfer of {listing}"),
            body=_("{actor} cancelled the transfer. You don't need to do anything."),
            audience=PARTNERS,
        ),
        event=EventType(name="transfer.cancelled", description=_("An owner cancels the transfer of a listing.")),
    ),
    Transition(
        verb=EXPIRE,
        label=TransferState.EXPIRED.label,
        sources=TRANSFER_OPEN,
        target=TransferState.EXPIRED,
        who=(Who.SYSTEM,),
        timeline=_("Transfer offer expired"),
        notice=TransitionNotice(
            kind="transfer.expired",
            to=(giver_owners, receiver_owners),
            label=_("The transfer of a listing expires"),
            subject=_("The transfer of {listing} to {receiver} has expired"),
            body=_(
                "Nobody accepted or declined the transfer within two weeks. The listing stays with {giver}. An "
                "owner of {giver} can offer it again."
            ),
            audience=PARTNERS,
        ),
        event=EventType(name="transfer.expired", description=_("The transfer of a listing expires.")),
    ),
)
