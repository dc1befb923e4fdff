"""Applies all resources of a request except submissions, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from msgspec import Struct, field
from pydantic import ValidationError

from api.configure.actions import close_locked
from api.configure.changes import resource_change
from api.configure.faults import ConfigureFault, problem_of
from api.configure.models import ConfigureJob
from api.configure.problems import Problem
from api.configure.products import initial_values
from api.configure.references import ProductKey, References
from api.configure.resource_types import PLAN, Level
from api.configure.resources import as_product_resource, as_resource, durable_id_of
from api.configure.sent_resources import ResourcesRefused, SentResource
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import EntityPlace, ProductDraft
from common.actions import action
from common.actor import Actor
from common.errors import SlipwayError
from jobs.errors import LeaseLost
from jobs.long_running import WorkAttempt, lock_work
from listings.actions.deletions import remove_listing
from listings.actions.drafts import begin_listing
from listings.actions.entities import locked_draft
from listings.content.bundles import document_of
from listings.models import Revision
from listings.writes.entities import write_entities
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext
from tilekit.core.section import Values

# Errors of a resource. Any other error is a server fault, and the job is retried.
EXPECTED = (ConfigureFault, SlipwayError, IngestionFault, ValidationError)
_SERVER_FAULT = 500


class ApplyContext(Struct, frozen=True, kw_only=True):
    """The context of a request. results has the result of each resource, by its number."""

    references: References
    organisation_id: UUID
    version: str
    by: Actor
    now: datetime
    results: dict[int, Values] = field(default_factory=dict)


class _LockedProduct(Struct, kw_only=True):
    """A locked product with its current draft."""

    revision: Revision
    draft: ProductDraft


@action
def apply_resources(attempt: WorkAttempt, resources: Sequence[SentResource], *, context: ApplyContext) -> ConfigureJob:
    """Apply all resources except submissions, all or nothing. Without submissions, also close the request.

    Raises LeaseLost, and ResourcesRefused with the first problem of each product.
    """
    _apply_all(resources, context)
    row = lock_work(ConfigureJob, attempt)  # locked after the listings, as in all other code
    if row is None:
        raise LeaseLost
    row.results, row.applied_at = {str(number): result for number, result in context.results.items()}, context.now
    row.save(update_fields=["results", "applied_at"])
    if not any(resource.is_submission for resource in resources):
        close_locked(row, attempt, problems=(), by=context.by, now=context.now)
    return row


def _apply_all(resources: Sequence[SentResource], context: ApplyContext) -> None:
    groups, problems = _grouped_by_product(resources, context.references)
    for key in sorted(groups, key=_order):
        problems += _apply_product(key, sorted(groups[key], key=_rank), context)
    if problems:
        raise ResourcesRefused(problems)


def _grouped_by_product(
    resources: Sequence[SentResource], references: References
) -> tuple[dict[ProductKey, list[SentResource]], list[Problem]]:
    """({product: its resources}, problems). For submissions, only the reference to the product is validated."""
    groups: dict[ProductKey, list[SentResource]] = {}
    problems: list[Problem] = []
    for sent in resources:
        try:
            key = references.product_of(sent)
        except ConfigureFault as refused:
            problems.append(problem_of(refused, **sent.place))
        else:
            groups.setdefault(key, []).extend([] if sent.is_submission else [sent])
    return {key: members for key, members in groups.items() if members}, problems


def _order(key: ProductKey) -> tuple[bool, str]:
    """The sort key of a product: new ones first, then by ID, so that all requests lock products in the same order."""
    return isinstance(key, UUID), str(key)


def _rank(resource: SentResource) -> tuple[int, int]:
    """The sort key of a resource: those that others can refer to first; deletions last, children before parents."""
    if resource.is_product:
        stage = 0
    elif resource.type is PLAN:
        stage = 1
    else:
        stage = 3 if resource.type.of is Level.LISTING else 2
    return (-stage + 10 if resource.is_deleted else stage), resource.number


def _apply_product(key: ProductKey, members: Sequence[SentResource], context: ApplyContext) -> list[Problem]:
    """Apply the resources of a product. Returns a list with the first problem, or []."""
    opened: _LockedProduct | None = None
    written: list[tuple[SentResource, EntityPlace]] = []
    for sent in members:
        try:
            with transaction.atomic():
                if sent.is_product and sent.is_deleted and isinstance(key, UUID):
                    remove_listing(key, seen=None, by=context.by, now=context.now)
                else:
                    opened = opened or _lock_product(key, sent, context)
                    written.append((sent, _write(opened, sent, context)))
        except EXPECTED as error:
            return [problem_against(sent, error)]
    for sent, place in written:
        if opened and not sent.is_deleted:
            context.results[sent.number] = {
                **_resource_values(opened.draft, sent, place, version=context.version),
                **sent.own_name,
            }
    context.results.update({sent.number: sent.deleted_result for sent in members if sent.is_deleted})
    return []


def problem_against(resource: SentResource, error: Exception) -> Problem:
    """The problem of the resource. Re-raises server faults, such as an unavailable storage."""
    if isinstance(error, SlipwayError) and error.status >= _SERVER_FAULT:
        raise error
    return problem_of(error, **resource.place)


def _lock_product(key: ProductKey, first: SentResource, context: ApplyContext) -> _LockedProduct:
    if isinstance(key, UUID):
        revision = locked_draft(key, by=context.by, now=context.now)
    else:
        revision = begin_listing(context.organisation_id, initial_values(first), by=context.by, now=context.now)
    documents = {name: document_of(section).values for name, section in sections_of(revision).items()}
    return _LockedProduct(revision=revision, draft=ProductDraft(listing=revision.listing, documents=documents))


def _write(locked: _LockedProduct, resource: SentResource, context: ApplyContext) -> EntityPlace:
    draft = locked.draft
    place, change = resource_change(draft, resource, context.references)
    saving = SaveContext(revision=locked.revision, by=context.by, now=context.now)
    locked.draft = ProductDraft(listing=draft.listing, documents=write_entities(saving, change))
    context.references.created_ids[resource.number] = durable_id_of(draft, resource.type, place)
    return place


def _resource_values(draft: ProductDraft, resource: SentResource, place: EntityPlace, *, version: str) -> Values:
    """The resource as it is after the change, for the response."""
    if resource.is_product:
        return as_product_resource(draft, version=version)
    return as_resource(draft, resource.type, place, version=version)
