"""Reads the resources of a product from its draft, its preview or its live version."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from api.configure.faults import resource_fault
from api.configure.ids import DurableId
from api.configure.problems import DetailCode, ErrorCode
from api.configure.resource_types import PLAN, Level, type_of
from api.configure.resources import as_product_resource, as_resource, durable_id_part, resource_places
from api.configure.submissions import DRAFT
from api.ingestion.modules.drafts import ProductDraft, draft_of
from api.ingestion.submissions.states import LIVE, has_failed, ingestion_state
from common.errors import NotFound
from listings.content.bundles import values_by_section
from listings.models import Listing, Section, Submission
from listings.queries import effective_submissions, submission_result
from listings.visible import working_revisions
from reviews.queries import live_submission
from tilekit.core.section import Values
from tilekit.sections import section_of

# Sections with the values of a product resource.
_SHOWN_FROM = ("overview", "configuration", "api")


def documents_of_target(listing: Listing, target: str) -> ProductDraft:
    """The documents of the draft, preview or live version. Raises ConfigureFault if there is no such version."""
    if target == DRAFT:
        return draft_of(listing)
    row = live_submission(listing) if target == LIVE else _in_preview(listing)
    if row is None:
        text = _("This product has no {target} version.").format(target=target)
        raise resource_fault(DetailCode.NOT_DEPLOYED, text, outer=ErrorCode.NOT_FOUND)
    documents = {key: section_of(key).read(values, row.schemas[key]) for key, values in row.documents.items()}
    return ProductDraft(listing=listing, documents=values_by_section(documents))


def _in_preview(listing: Listing) -> Submission | None:
    """The latest submission that was not sent back, even if it is live; None if there is none."""
    newest = next(
        (row for row in effective_submissions(listing) if not has_failed(ingestion_state(submission_result(row)))),
        None,
    )
    return Submission.objects.get(pk=newest.pk) if newest else None


def resource_with(listing: Listing, key: DurableId, *, version: str) -> Values:
    """The resource of the draft with this durable ID. Raises NotFound."""
    draft, kind = draft_of(listing), type_of(key.word)
    if kind and kind.of is Level.ORGANISATION and not key.part:
        return as_product_resource(draft, version=version)
    found = (
        (place for place in resource_places(draft, kind) if durable_id_part(place) == key.part) if kind else iter(())
    )
    place = next(found, None)
    if kind is None or place is None:
        raise NotFound
    return as_resource(draft, kind, place, version=version)


def plans_of(listing: Listing, *, version: str) -> list[Values]:
    """The plans of the draft as resources, oldest first."""
    draft = draft_of(listing)
    return [as_resource(draft, PLAN, place, version=version) for place in resource_places(draft, PLAN)]


def as_product_resources(listings: Sequence[Listing], *, version: str) -> list[Values]:
    """The product resources of the listings' drafts. Two queries for any number of listings."""
    revisions = working_revisions(listings)
    rows = Section.objects.filter(revision__in=revisions.values(), scope="", key__in=_SHOWN_FROM)
    documents: dict[UUID, dict[str, Values]] = {}
    for revision_id, key, document in rows.values_list("revision", "key", "document"):
        documents.setdefault(revision_id, {})[key] = document
    return [
        as_product_resource(
            ProductDraft(listing=each, documents=documents.get(revisions[each.pk].pk, {})), version=version
        )
        for each in listings
    ]
