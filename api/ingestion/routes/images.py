"""Images of a listing: list, create, read, replace, delete."""

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from api.ingestion.bodies.base import Collection
from api.ingestion.bodies.files import FileQuery, FilesQuery, Image
from api.ingestion.modules.drafts import draft_of
from api.ingestion.modules.entities import remove, required_match
from api.ingestion.modules.images import create_image, image_in, images_of, replace_image, shown_image
from api.ingestion.paging import page_of_list
from api.ingestion.requests import Call
from api.ingestion.routes.entities import ANSWERS, IfMatch, tagged
from api.ingestion.routes.packages import with_address
from api.ingestion.routes.products import product_named
from tilekit.core.section import Values

router = Router(tags=["Images"], by_alias=True, exclude_none=True)
_ALL = "/{product_id}/listings/{uuid:listing_id}/images"
_ONE = f"{_ALL}/{{uuid:image_id}}"


@router.get(_ALL, response={200: Collection[Image], **ANSWERS}, summary="List images")
def list_images(request: Call, product_id: UUID, listing_id: UUID, *, query: Query[FilesQuery]) -> Collection[Any]:
    """All images of a listing, oldest first."""
    draft = draft_of(product_named(request, product_id))
    found = [shown_image(draft, each) for each in images_of(draft, str(listing_id))]
    shown = [with_address(request, product_id, each) if query.with_address else each for each in found]
    return page_of_list(request, shown, query=query)


@router.post(_ALL, response={201: Image, **ANSWERS}, summary="Create an image")
def create(request: Call, product_id: UUID, listing_id: UUID, *, body: Image) -> Status[Values]:
    """An image without a file. Upload the picture to the fileSasUri, then put the image with the state Uploaded."""
    made = create_image(product_named(request, product_id), str(listing_id), body, by=request.actor)
    return Status(201, with_address(request, product_id, tagged(request, made)))


@router.get(_ONE, response={200: Image, **ANSWERS}, summary="Read an image")
def read(request: Call, product_id: UUID, listing_id: UUID, *, image_id: UUID, query: Query[FileQuery]) -> Values:
    """The image; fileSasUri is given if it is asked for."""
    draft = draft_of(product_named(request, product_id))
    found = tagged(request, shown_image(draft, image_in(draft, str(listing_id), str(image_id))))
    return with_address(request, product_id, found) if query.with_address else found


@router.put(_ONE, response={200: Image, **ANSWERS}, summary="Replace an image")
def replace(
    request: Call, product_id: UUID, listing_id: UUID, *, image_id: UUID, body: Image, if_match: IfMatch = None
) -> Values:
    """With the state Uploaded, the picture that was uploaded takes its place in the draft.

    A Screenshot of the offer's first language goes into the carousel with its description as the caption; an SVG as
    AzureLogoWide or AzureLogoLarge becomes the logo of the tile. Others are kept. What is no picture gives
    ProcessFailed.
    """
    match, listing = required_match(if_match), product_named(request, product_id)
    path = (str(listing_id), str(image_id))
    return tagged(request, replace_image(listing, path, body, if_match=match, by=request.actor))


@router.delete(_ONE, response={204: None, **ANSWERS}, summary="Delete an image")
def delete(request: Call, product_id: UUID, listing_id: UUID, *, image_id: UUID) -> Status[None]:
    """It goes from the tile too, unless somebody changed it there."""
    listing = product_named(request, product_id)
    remove(listing, lambda draft: image_in(draft, str(listing_id), str(image_id)), by=request.actor)
    return Status(204, None)
