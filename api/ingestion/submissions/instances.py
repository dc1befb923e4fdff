"""The draft instances in a submission. Requests are validated; responses are derived from the submitted draft."""

import json
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from api.ingestion.bodies.modules import ModuleType
from api.ingestion.bodies.submissions import ModuleInstanceBody, NewIngestionSubmissionBody, VariantResources
from api.ingestion.faults import Data, IngestionFault
from api.ingestion.modules.drafts import draft_of, instance_id
from api.ingestion.modules.entity_kinds import PLAN_ENTITY, PLAN_MODULES
from listings.models import Listing, Submission
from tilekit.core.section import Values
from tilekit.sections.row_matching import rows_of

# In the order of responses.
_OFFER = (ModuleType.AVAILABILITY, ModuleType.PROPERTY, ModuleType.PACKAGE, ModuleType.LISTING, ModuleType.RESELLER)
_PLAN = tuple(module for module in _OFFER if module in PLAN_MODULES)
_API_ROWS = "api_rows"


def with_instances(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Submissions, annotated for `resources_of` and `variant_resources_of`."""
    return rows.annotate(**{_API_ROWS: KT("documents__api__entities")})


def resources_of(row: Submission) -> list[ModuleInstanceBody]:
    """The submitted instances of the offer."""
    return _instances(row.revision.listing_id)


def variant_resources_of(row: Submission) -> list[VariantResources]:
    """The submitted instances of each plan, oldest plan first."""
    listing_id = row.revision.listing_id
    plans = [str(entity.get("key")) for entity in frozen_rows(row) if entity.get("entity") == PLAN_ENTITY]
    return [
        VariantResources.model_validate({"variantID": plan, "resources": _instances(listing_id, plan)})
        for plan in plans
    ]


def assert_known(listing: Listing, body: NewIngestionSubmissionBody) -> None:
    """Raises IngestionFault (400) for a value that is not an instance of the draft."""
    plans = {plan.lower(): plan for plan in draft_of(listing).plans}
    wrong: Data = {}
    if unknown := list(_unknown(listing, body.resources)):
        wrong["resources"] = unknown
    for variant in body.variant_resources:
        plan = plans.get(variant.variant_id.lower())
        texts = [_not_of_draft(variant.variant_id)] if plan is None else [*_unknown(listing, variant.resources, plan)]
        if texts:
            wrong.setdefault("variantResources", []).extend(texts)
    if wrong:
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data=wrong)


def _unknown(listing: Listing, resources: Sequence[ModuleInstanceBody], plan: str = "") -> Iterator[str]:
    instances = {(instance.type.lower(), instance.value) for instance in _instances(listing.pk, plan)}
    if not plan:  # some clients construct this value themselves
        instances.add((ModuleType.RESELLER.lower(), f"{listing.pk}-resellerinstance"))
    for resource in resources:
        if (resource.type.lower(), resource.value.lower()) not in instances:
            yield _not_of_draft(f"{resource.type} {resource.value}")


def _not_of_draft(name: str) -> str:
    return _("{name} is not part of the draft.").format(name=name)


def _instances(listing_id: UUID, plan: str = "") -> list[ModuleInstanceBody]:
    modules = _PLAN if plan else _OFFER
    return [ModuleInstanceBody(type=module.value, value=instance_id(listing_id, module, plan)) for module in modules]


def frozen_rows(row: Submission) -> list[Values]:
    """The entity rows of clients in the submitted draft."""
    stored = getattr(row, _API_ROWS)
    return rows_of(json.loads(stored) if isinstance(stored, str) else stored)
