"""Parts of writes that answer disputes."""

from listings.lifecycle.change import StateChange
from listings.lifecycle.engine import apply_to_locked
from validation.disputes import is_security
from validation.lifecycles.waivers import GRANT, WAIVERS
from validation.models import WAIVER_REQUEST_OPEN, FindingDispute, Waiver, WaiverSource
from validation.waiver_writes import write_waiver


def waive_disputed(change: StateChange[FindingDispute]) -> None:
    """Effect: waive the disputed finding permanently, with the answer as the reason. Security findings still apply.

    An open request to waive the finding is granted.
    """
    dispute, reason = change.subject, change.text("reason")
    if is_security(dispute.code):
        return
    finding = {"listing": dispute.listing, "fingerprint": dispute.fingerprint}
    request = WAIVERS.visible(change.by).filter(**finding, state__in=WAIVER_REQUEST_OPEN).first()
    if request is None:
        write_waiver(
            dispute.listing,
            dispute.fingerprint,
            dispute.code,
            reason=reason,
            until=None,
            by=change.by,
            now=change.now,
            source=WaiverSource.DISPUTE,
        )
        return
    apply_to_locked(WAIVERS, request, GRANT, by=change.by, now=change.now, parameters={"reason": reason})
    Waiver.objects.filter(**finding).update(source=WaiverSource.DISPUTE)
