"""The part of a write that marks waivers as no longer needed, and as needed again."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM
from validation.models import Run, Waiver
from validation.stored_findings import unchecked_from_json


@in_transaction
def tidy_waivers(run: Run, fingerprints: Collection[str], *, now: datetime) -> None:
    """Mark the waivers whose findings are not in a newer submission, which the run has checked.

    fingerprints are those of its findings. Waivers of checks that it did not run completely stay as they are. A waiver
    for several names of a record is needed if any of them has a finding.
    """
    if run.submission is None:
        return
    listing_id = run.revision.listing_id
    left_out = {*run.skipped, *(check.code for check in unchecked_from_json(run.unchecked))}
    waivers = Waiver.objects.filter(listing=listing_id, at__lt=run.submission.submitted_at)
    groups: dict[str, list[Waiver]] = defaultdict(list)
    for waiver in waivers.exclude(code__in=left_out):
        groups[waiver.origin].append(waiver)
    needed = {origin for origin, copies in groups.items() if any(copy.fingerprint in fingerprints for copy in copies)}
    back = waivers.filter(origin__in=needed).exclude(unneeded_since=None).update(unneeded_since=None)
    gone = waivers.filter(origin__in=groups.keys() - needed, unneeded_since=None).update(unneeded_since=now)
    if back or gone:
        objects = {"listing": listing_id, "submission": run.submission.pk}
        record_event("waivers.tidy", by=SYSTEM, objects=objects, now=now)
