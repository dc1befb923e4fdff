"""Where a leaked secret is or was, with the listings that are affected."""

from collections.abc import Sequence
from typing import Any

from django.db.models import ForeignKey, Model
from msgspec import Struct

from files.models import Blob, BlobUse
from listings.models import Listing

_LISTINGS_PER_PLACE, _ROWS_READ, _MOST_PARENTS = 5, 500, 4


class SecretPlace(Struct, frozen=True, kw_only=True):
    """Where the secret is or was: a column or the stored files, and how many rows or files.

    erased is how many of them were changed. listings are the IDs of some listings to which they belong.
    """

    name: str
    label: str
    rows: int
    erased: int = 0
    listings: list[str] = []


def listings_of(model: type[Model], row_ids: Sequence[Any]) -> list[str]:
    """The IDs of some listings to which the rows belong; [] if the model doesn't lead to listings."""
    path = _path_to_listing(model)
    if path is None:
        return []
    ids = model._base_manager.filter(pk__in=row_ids[:_ROWS_READ]).order_by().values_list(path or "pk", flat=True)
    return [str(pk) for pk in ids.distinct()[:_LISTINGS_PER_PLACE] if pk]


def listings_with_files(blobs: Sequence[Blob]) -> list[str]:
    """The IDs of some listings that use the files."""
    uses = BlobUse.objects.filter(blob__in=blobs[:_ROWS_READ]).order_by().values_list("listing_id", flat=True)
    return [str(pk) for pk in uses.distinct()[:_LISTINGS_PER_PLACE]]


def _path_to_listing(model: type[Model]) -> str | None:
    """The shortest chain of foreign keys, such as "revision__listing"; "" for the listing itself."""
    chains: list[tuple[str, type[Model]]] = [("", model)]
    for _step in range(_MOST_PARENTS):
        for path, target in chains:
            if target is Listing:
                return path
        chains = [
            (f"{path}__{field.name}".strip("_"), field.related_model)
            for path, target in chains
            for field in target._meta.concrete_fields
            if isinstance(field, ForeignKey) and isinstance(field.related_model, type)
        ]
    return None
