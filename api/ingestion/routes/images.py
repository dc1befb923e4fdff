"""Images of a listing: list, create, read, replace, delete."""

from typing import Any

from ninja import Query, Status

from api.bearer import ApiRequest
from api.ingestion.bodies.base import Collection
from api.ingestion.bodies.files import FileQuery, FilesQuery, ImageBody
from api.ingestion.collections import ingestion_page_of_list
from api.ingestion.modules.drafts import draft_of
from api.ingestion.modules.entities import remove, required_match
from api.ingestion.modules.images import create_image, image_in, images_of, replace_image, shown_image
from api.ingestion.products import product_named
from api.ingestion.routes.entities import IfMatch, tagged
from api.ingestion.routes.packages import with_address
from api.ingestion.routes.products import ImageId, ListingId, ProductId, ingestion_router
from tilekit.core.section import Values

router = ingestion_router("Images", 412)
_ALL = "/{product_id}/listings/{uuid:listing_id}/images"
_ONE = f"{_ALL}/{{uuid:image_id}}"


@router.get(_ALL, response=Collection[ImageBody], summary="List images")
def list_images(
    request: ApiRequest, product_id: ProductId, listing_id: ListingId, *, query: Query[FilesQuery]
) -> Collection[Any]:
    """Returns a listing's images, oldest first. The list is paged: follow `nextLink` until a page has none."""
    draft = draft_of(product_named(request, product_id))
    shown = [shown_image(draft, place) for place in images_of(draft, str(listing_id))]
    images = [with_address(request, product_id, image) if query.with_address else image for image in shown]
    return ingestion_page_of_list(request, images, query=query)


@router.post(_ALL, response={201: ImageBody}, summary="Create an image")
def create(request: ApiRequest, product_id: ProductId, listing_id: ListingId, *, body: ImageBody) -> Status[Values]:
    """Creates an image without a file and returns the address for uploading the file.

    Upload the file to `fileSasUri`, then send the image again with its state set to `Uploaded`.
    """
    image = create_image(product_named(request, product_id), str(listing_id), body, by=request.actor)
    return Status(201, with_address(request, product_id, tagged(request, image)))


@router.get(_ONE, response=ImageBody, summary="Read an image")
def read(
    request: ApiRequest, product_id: ProductId, listing_id: ListingId, *, image_id: ImageId, query: Query[FileQuery]
) -> Values:
    """Returns one image. To get an upload address, send `$expand=FileSasUri`."""
    draft = draft_of(product_named(request, product_id))
    image = tagged(request, shown_image(draft, image_in(draft, str(listing_id), str(image_id))))
    return with_address(request, product_id, image) if query.with_address else image


@router.put(_ONE, response=ImageBody, summary="Replace an image")
def replace(
    request: ApiRequest,
    product_id: ProductId,
    listing_id: ListingId,
    *,
    image_id: ImageId,
    body: ImageBody,
    if_match: IfMatch = None,
) -> Values:
    """Replaces the image and returns it. If its state is `Uploaded`, the portal processes the uploaded file.

    In the offer's first language, a `Screenshot` is added to the carousel, with its description as the caption. An SVG
    file of the type `AzureLogoWide` or `AzureLogoLarge` becomes the tile's logo. Other images are stored, but not
    shown on the tile.

    If the file cannot be read as an image, the state becomes `ProcessFailed` and the earlier file stays in use.
    """
    match, listing = required_match(if_match), product_named(request, product_id)
    path = (str(listing_id), str(image_id))
    return tagged(request, replace_image(listing, path, body, if_match=match, by=request.actor))


@router.delete(_ONE, response={204: None}, summary="Delete an image")
def delete(request: ApiRequest, product_id: ProductId, listing_id: ListingId, *, image_id: ImageId) -> Status[None]:
    """Deletes an image. The image is also removed from the tile, unless a person has changed it in the portal."""
    listing = product_named(request, product_id)
    remove(listing, lambda draft: image_in(draft, str(listing_id), str(image_id)), by=request.actor)
    return Status(204, None)
