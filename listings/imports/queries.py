"""Queries about imports that the worker runs."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.vendors import vendors_of_organisation
from common.actor import Actor
from jobs.models import LongRunningState
from jobs.queries import jobs_of_work
from listings.content.bundles import documents_of_revision, values_by_section
from listings.content.vendor_fields import vendor_in
from listings.models import Import, Revision, Section
from tilekit.checks.manifest.vendor import is_own_vendor
from tilekit.parse.json_values import text
from tilekit.sections.initial_values import Vendor, normal_source_name
from tilekit.suggest.metric_cells import MetricDefaults

_SHOWN_FOR = timedelta(days=1)


def visible_imports(actor: Actor) -> QuerySet[Import]:
    """The imports that the actor requested. Colleagues don't see them, because an archive may be private."""
    imports = Import.objects.select_related("revision__listing__organisation", "target__listing")
    return imports.filter(requested_by=actor.id) if actor.id else imports.none()


def shown_imports(actor: Actor, now: datetime) -> QuerySet[Import]:
    """Up to five imports of new listings from the last day that are open, failed or wait for answers, newest first."""
    lately = visible_imports(actor).filter(created_at__gte=now - _SHOWN_FOR, revision=None, target=None)
    is_over = Q(state=LongRunningState.DONE, awaits_answers=False)
    return lately.exclude(is_over).order_by("-created_at")[:5]


def is_import_delayed(row: Import) -> bool:
    """Whether an attempt of the import's job failed and the next one has not started. One query if it is open."""
    return any(job.is_delayed for job in jobs_of_work([row]).values())


def imports_into(listing_id: UUID, digests: Collection[str]) -> dict[str, Import]:
    """{digest of an archive: its newest import into a draft of the listing}. At most one query."""
    if not digests:
        return {}
    rows = Import.objects.filter(target__listing=listing_id, sha256__in=digests, awaits_answers=False).order_by(
        "created_at", "pk"
    )
    return {row.sha256: row for row in rows}


def metric_defaults_of(revision_id: UUID | None) -> MetricDefaults:
    """What a draft says about all of its metrics; nothing without a draft. At most one query."""
    sections = Section.objects.filter(revision=revision_id, scope="") if revision_id else Section.objects.none()
    documents = dict(sections.filter(key__in=("data", "overview")).values_list("key", "document"))
    name = text(documents.get("overview", {}).get("source_type_name"))
    return MetricDefaults(
        prefix=text(documents.get("data", {}).get("metric_prefix")), integration=normal_source_name(name)
    )


def foreign_vendor_of(revision: Revision) -> Vendor | None:
    """The vendor that the draft names, if the organisation may not publish as that vendor; otherwise None."""
    vendor = vendor_in(values_by_section(documents_of_revision(revision)))
    return (
        None
        if is_own_vendor(vendor.id, vendor.name, vendors_of_organisation(revision.listing.organisation))
        else vendor
    )
