"""The guard of transfers, which gets facts and returns reasons against a transfer."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.models import AgreementKind
from common.actor import Actor
from common.lazy_text import LazyText
from listings.lifecycle.registry import Reason, Reasons
from listings.states.revision_states import EDITABLE, RevisionState
from page_parts.total_maps import total_map

OFFER_LASTS = timedelta(days=14)


class TransferFacts(Struct, frozen=True, kw_only=True):
    """Facts about a listing and the two organisations.

    suspended has the names of suspended organisations; under_way is the state of the open revision, "" if there is
    none; is_live means that the listing has been published; needed has the agreements that the route requires. About
    the receiver: is_confirmed means that its vendor ID is confirmed, accepted has the agreements that it has accepted,
    and has_name means that it already has a listing with this name. Without a receiver, nothing is against receiving.
    """

    suspended: tuple[str, ...]
    hold: str
    under_way: str
    is_live: bool
    has_open_gtm: bool
    receiver: str = ""
    is_confirmed: bool = True
    has_name: bool = False
    needed: Collection[str] = ()
    accepted: Collection[str] = ()


_AGREEMENTS: Mapping[str, LazyText] = total_map(
    AgreementKind,
    {
        AgreementKind.PROGRAMME: _("An owner of {receiver} must accept the programme agreement first."),
        AgreementKind.MARKETPLACE: _("An owner of {receiver} must accept the Marketplace agreement first."),
    },
)


def transferable(facts: TransferFacts, _actor: Actor) -> Reasons:
    """A listing cannot be transferred during a review or a release, or to an organisation that cannot continue it.

    If it is live, the receiver must meet the requirements for publishing.
    """
    return (*_against_giving(facts), *_against_receiving(facts))


def _against_giving(facts: TransferFacts) -> Reasons:
    reasons = []
    if facts.hold:
        reasons.append(Reason(code="hold", text=_("The listing is on hold.")))
    if facts.under_way and facts.under_way not in EDITABLE:
        text = _("A revision of the listing is in progress ({state}). Withdraw it or wait until it is finished.")
        reasons.append(Reason(code="under-way", text=text.format(state=RevisionState(facts.under_way).label)))
    if facts.has_open_gtm:
        reasons.append(
            Reason(
                code="gtm-open",
                text=_("The listing has an open go-to-market request. Wait until it is done or declined."),
            )
        )
    return tuple(reasons)


def _against_receiving(facts: TransferFacts) -> Reasons:
    text = _("{organisation} is suspended.")
    reasons = [Reason(code="organisation-suspended", text=text.format(organisation=name)) for name in facts.suspended]
    if facts.has_name:
        text = _("{receiver} already has a listing with this name.")
        reasons.append(Reason(code="name-taken", text=text.format(receiver=facts.receiver)))
    if not facts.is_live:
        return tuple(reasons)
    if not facts.is_confirmed:
        text = _("The vendor ID of {receiver} is not confirmed yet.")
        reasons.append(Reason(code="vendor-unconfirmed", text=text.format(receiver=facts.receiver)))
    missing = [kind for kind in facts.needed if kind not in facts.accepted]
    reasons += [
        Reason(code=f"{kind}-agreement", text=str(_AGREEMENTS[kind]).format(receiver=facts.receiver))
        for kind in missing
    ]
    return tuple(reasons)
