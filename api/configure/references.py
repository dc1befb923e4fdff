"""Resolves the references of resources to products, plans and listings."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from api.configure.faults import ConfigureFault, resource_fault
from api.configure.ids import DurableId, durable_id
from api.configure.problems import DetailCode, ErrorCode
from api.configure.resource_types import PLAN, PRODUCT
from api.configure.sent_resources import SentResource
from api.ingestion.modules.drafts import ProductDraft
from api.ingestion.products import products_of, with_offer_id
from common.actor import Actor
from tilekit.core.field import Json

_EXTERNAL, _NAMED = "externalId", "resourceName"
# The ID of an existing product, or the number of the resource that creates it.
ProductKey = UUID | int


class Reference(Struct, frozen=True, kw_only=True):
    """A reference to a resource, in one of its three forms."""

    id: DurableId | None = None
    external: str = ""
    name: str = ""


class References:
    """Resolves the references of one request. made has the durable IDs of applied resources, by number."""

    def __init__(self, resources: Sequence[SentResource], by: Actor) -> None:
        self._by = by
        self.created_ids: dict[int, str] = {}
        self._named = {sent.name: sent for sent in resources if sent.name}
        self._new = {_external_id(sent): sent for sent in resources if sent.is_product and sent.id is None}

    def product_of(self, resource: SentResource) -> ProductKey:
        """The product of a resource. Raises ConfigureFault if the reference is ambiguous or does not exist."""
        return self._product_of(resource, through=())

    def _product_of(self, resource: SentResource, *, through: tuple[int, ...]) -> ProductKey:
        if resource.number in through:
            text = _("{name} refers to itself.").format(name=resource.display_name)
            raise resource_fault(DetailCode.INVALID_RESOURCE, text)
        if resource.is_product:
            own_id = durable_id(self.created_ids.get(resource.number, "")) or resource.id
            return self._existing(own_id.product) if own_id else resource.number
        through = (*through, resource.number)
        referenced = [self._product_through(name, value, through) for name, value in resource.refers.items()]
        from_id = [self._existing(resource.id.product)] if resource.id else []
        products = {product for product in (*referenced, *from_id) if product is not None}
        if not products:
            raise resource_fault(DetailCode.INVALID_REQUEST, _("The reference to a product is missing."))
        if len(products) > 1:
            raise resource_fault(DetailCode.INVALID_ID, _("The ID and the references identify different products."))
        return products.pop()

    def _product_through(self, word: str, value: Json, through: tuple[int, ...]) -> ProductKey | None:
        reference = _parsed_reference(word, value)
        if reference.id:
            return self._existing(reference.id.product)
        if reference.name:
            return self._product_of(self._resource_named(word, reference.name), through=through)
        # The ID of a plan is unique only in its product, which another reference names.
        return self._of_external(reference.external) if word == PRODUCT.word else None

    def plan_of(self, resource: SentResource, draft: ProductDraft) -> str:
        """The key of the plan that a resource refers to. Raises ConfigureFault."""
        if "plan" not in resource.refers:
            raise resource_fault(DetailCode.INVALID_REQUEST, _("The reference to a plan is missing."))
        reference = _parsed_reference(PLAN.word, resource.refers["plan"])
        if reference.external:
            external_id = reference.external.lower()
            plan = next((key for key in draft.plans if _plan_id(draft, key) == external_id), "")
        else:
            plan = self._resolved_id(PLAN.word, reference).part
        if plan not in draft.plans:
            raise unknown(str(resource.refers["plan"]))
        return plan

    def listing_of(self, resource: SentResource) -> DurableId:
        """The durable ID of the listing that an image refers to. Raises ConfigureFault."""
        if "listing" not in resource.refers:
            raise resource_fault(DetailCode.INVALID_REQUEST, _("The reference to a listing is missing."))
        return self._resolved_id("listing", _parsed_reference("listing", resource.refers["listing"]))

    def _resolved_id(self, word: str, reference: Reference) -> DurableId:
        if reference.id:
            return reference.id
        sent = self._resource_named(word, reference.name)
        created_id = durable_id(self.created_ids.get(sent.number, ""))
        if created_id is None:
            raise unknown(reference.name)
        return created_id

    def _resource_named(self, word: str, name: str) -> SentResource:
        sent = self._named.get(name)
        if sent is None:
            raise unknown(name)
        if sent.type.word.removeprefix("plan-") != word:
            text = _("{name} has the type {type}, not {wanted}.")
            raise resource_fault(DetailCode.INVALID_RESOURCE, text.format(name=name, type=sent.type.word, wanted=word))
        return sent

    def _of_external(self, offer_id: str) -> ProductKey:
        if new := self._new.get(offer_id):
            return self.product_of(new)
        listing_id = with_offer_id(products_of(self._by), offer_id).values_list("pk", flat=True).first()
        if listing_id is None:
            raise unknown(offer_id)
        return listing_id

    def _existing(self, product: UUID) -> UUID:
        if not products_of(self._by).filter(pk=product).exists():
            raise unknown(str(DurableId(PRODUCT.word, product)))
        return product


def unknown(name: str) -> ConfigureFault:
    """The error for a reference to something that does not exist."""
    text = _("{name} does not exist, or you do not have access to it.").format(name=name)
    return resource_fault(DetailCode.NOT_FOUND, text, outer=ErrorCode.NOT_FOUND)


def _parsed_reference(word: str, value: Json) -> Reference:
    if isinstance(value, str) and (parsed := durable_id(value)) and parsed.word.removeprefix("plan-") == word:
        return Reference(id=parsed)
    if isinstance(value, dict) and len(value) == 1:
        key, text = next(iter(value.items()))
        if isinstance(text, str) and text and key.lower() == _EXTERNAL.lower() and word != "listing":
            return Reference(external=text)
        if isinstance(text, str) and text and key.lower() == _NAMED.lower():
            return Reference(name=text)
    text = _("{word} must be a durable ID, or an object with externalId or resourceName.").format(word=word)
    raise resource_fault(DetailCode.INVALID_REQUEST, text)


def _external_id(resource: SentResource) -> str:
    identity = resource.values.get("identity")
    return str(identity.get(_EXTERNAL)) if isinstance(identity, dict) else ""


def _plan_id(draft: ProductDraft, key: str) -> str:
    return str(draft.body(key).get("externalID")).lower()
