"""Branches: the draft instances of the modules of a product."""

from typing import Annotated

from ninja import Path, Router

from api.bearer import ApiRequest
from api.ingestion.bodies.base import Collection
from api.ingestion.bodies.modules import Branch, ModuleType
from api.ingestion.modules.drafts import ProductDraft, draft_of, instance_id
from api.ingestion.modules.entity_kinds import LEVELS
from api.ingestion.routes.ids import ProductId
from api.ingestion.routes.products import FAULTS, product_named

router = Router(tags=["Modules"], by_alias=True, exclude_none=True)

ModuleName = Annotated[
    str,
    Path(
        description="Name of the module: Listing, Property, Package, Availability or ResellerConfiguration",
        examples=["Listing"],
    ),
]


@router.get(
    "/{product_id}/branches/getByModule(module={module})",
    response={200: Collection[Branch], **FAULTS},
    summary="List branches",
)
def list_branches(request: ApiRequest, product_id: ProductId, module: ModuleName) -> Collection[Branch]:
    """Returns the draft instances of a module: first the one for the offer, then one for each plan.

    Use a branch's `currentDraftInstanceID` to list the entities in that instance. For an unknown module, the list is
    empty.
    """
    draft = draft_of(product_named(request, product_id))
    word = next((each for each in ModuleType if each.lower() == module.lower()), None)
    of_offer, of_plans = LEVELS[word] if word else (False, False)
    plans = [*([""] if of_offer else []), *(draft.plans if of_plans else [])]
    return Collection(value=[_branch(draft, ModuleType(word), plan) for plan in plans if word])


def _branch(draft: ProductDraft, module: ModuleType, plan: str) -> Branch:
    instance = instance_id(draft.listing.pk, module, plan)
    return Branch.model_validate(
        {"module": module, "currentDraftInstanceID": instance, **({"variantID": plan} if plan else {})}
    )
