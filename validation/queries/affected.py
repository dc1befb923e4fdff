"""Which listings of a partner have findings of a check."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from common.actor import Actor
from listings.models import Listing, Revision
from listings.states.revision_states import CLOSED, EDITABLE
from tilekit.checks.finding import Finding
from validation.guards import effective_findings, for_partner
from validation.models import InstantFindings, LiveFinding, RunFinding
from validation.queries.live import current_checks
from validation.queries.overlays import overlays_of
from validation.queries.runs import latest_runs
from validation.stored_findings import finding_from_json, from_row


def affected_listings(actor: Actor, codes: Collection[str]) -> Mapping[str, list[Listing]]:
    """{code: the listings of the actor's organisations with such a finding, sorted by name}.

    The findings are those of drafts, of submissions and of live versions, without those that partners don't see. Seven
    queries at most.
    """
    rows = Listing.objects.filter(organisation__in=list(actor.organisations), deleted_at=None)
    listings = {listing.pk: listing for listing in rows.order_by("name", "pk")}
    if not listings or not codes:
        return {}
    overlays, affected = overlays_of(listings), dict[str, set[UUID]]()
    for listing_id, finding in _stored_findings(listings, codes):
        if for_partner(effective_findings([finding], overlays[listing_id])):
            affected.setdefault(finding.code, set()).add(listing_id)
    return {code: [listing for pk, listing in listings.items() if pk in pks] for code, pks in affected.items()}


def _stored_findings(listings: Collection[UUID], codes: Collection[str]) -> Iterator[tuple[UUID, Finding]]:
    """(listing ID, finding) of live versions, of submissions that are not closed, and of drafts."""
    live = LiveFinding.objects.filter(code__in=codes, check_of__in=current_checks().filter(listing__in=listings))
    yield from ((row.check_of_id, from_row(row)) for row in live)
    submitted = Revision.objects.filter(listing__in=listings).exclude(state__in=(*CLOSED, *EDITABLE))
    runs = latest_runs(submitted)
    in_runs = RunFinding.objects.filter(code__in=codes, run__in=runs.values()).select_related("run__revision")
    yield from ((row.run.revision.listing_id, from_row(row)) for row in in_runs)
    drafts = InstantFindings.objects.filter(revision__listing__in=listings, revision__state__in=EDITABLE)
    for row in drafts.select_related("revision"):
        stored = (finding for finding in row.findings if finding["code"] in codes)
        yield from ((row.revision.listing_id, finding_from_json(finding)) for finding in stored)
