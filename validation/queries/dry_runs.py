"""Queries about dry runs and their findings."""

from django.db.models import QuerySet

from common.actor import Actor
from tilekit.checks.finding import Finding
from tilekit.checks.unchecked import Unchecked
from validation.guards import blocking_unchecked, effective_findings, for_partner
from validation.models import DryRun
from validation.queries.overlays import modes_by_code, overlay_of
from validation.stored_findings import finding_from_json, unchecked_from_json


def visible_dry_runs(actor: Actor) -> QuerySet[DryRun]:
    """The dry runs that the actor requested, with revision and listing loaded."""
    rows = DryRun.objects.select_related("revision__listing")
    return rows.filter(requested_by=actor.id) if actor.id else rows.none()


def findings_of_dry_run(row: DryRun) -> tuple[Finding, ...]:
    """The findings of a finished dry run that partners see now. Three queries."""
    overlay = overlay_of(row.revision.listing_id, row.result.get("grandfathered", ()))
    return for_partner(effective_findings(map(finding_from_json, row.result.get("findings", ())), overlay))


def unchecked_of_dry_run(row: DryRun) -> tuple[Unchecked, ...]:
    """The checks that a dry run could not finish, except observed ones."""
    unchecked = unchecked_from_json(row.result.get("unchecked", ()))
    return blocking_unchecked(unchecked, modes_by_code()) if unchecked else unchecked
