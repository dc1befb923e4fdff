"""Packages: list, create, read, replace, delete."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Status

from api.bearer import ApiRequest
from api.ingestion.bodies.base import Collection
from api.ingestion.bodies.files import FileQuery, FilesQuery, FileState
from api.ingestion.bodies.packages import PackageBody
from api.ingestion.collections import ingestion_page_of_list
from api.ingestion.modules.drafts import draft_of
from api.ingestion.modules.entities import ANY, remove
from api.ingestion.modules.files import FILE_ADDRESS, PACKAGE, STATE
from api.ingestion.modules.packages import create_package, replace_package, shown_package, shown_packages
from api.ingestion.products import product_named
from api.ingestion.routes.entities import IfMatch, place_finder, tagged
from api.ingestion.routes.products import PackageId, ProductId, ingestion_router
from api.uploads.addresses import UploadGrant, upload_address
from tilekit.core.section import Values

router = ingestion_router("Packages", 412)
_ALL = "/{product_id}/packages"
_ONE = f"{_ALL}/{{uuid:package_id}}"


def with_address(request: ApiRequest, product_id: ProductId, entity: Values) -> Values:
    """The entity with the address to upload its file to."""
    grant = UploadGrant(entity_id=UUID(str(entity["id"])), listing_id=product_id, application_id=request.auth.pk)
    return {**entity, FILE_ADDRESS: upload_address(request, grant, now=timezone.now())}


@router.get(_ALL, response=Collection[PackageBody], summary="List packages")
def list_packages(request: ApiRequest, product_id: ProductId, query: Query[FilesQuery]) -> Collection[Any]:
    """Returns the product's packages, oldest first. The draft contains the package that was processed last.

    The list is paged: follow `nextLink` until a page has none.
    """
    draft = draft_of(product_named(request, product_id))
    shown = shown_packages(draft, list(draft.places(PACKAGE)))
    packages = [_with_wanted_address(request, product_id, package, is_asked=query.with_address) for package in shown]
    return ingestion_page_of_list(request, packages, query=query)


@router.post(_ALL, response={201: PackageBody}, summary="Create a package")
def create(request: ApiRequest, product_id: ProductId, body: PackageBody) -> Status[Values]:
    """Creates a package without a file and returns the address for uploading the file.

    Upload the listing folder as a zip archive to `fileSasUri`, then send the package again with its state set to
    `Uploaded`.
    """
    package = create_package(product_named(request, product_id), body, by=request.actor)
    return Status(201, with_address(request, product_id, tagged(request, package)))


@router.get(_ONE, response=PackageBody, summary="Read a package")
def read(request: ApiRequest, product_id: ProductId, package_id: PackageId, *, query: Query[FileQuery]) -> Values:
    """Returns one package and the state of its file.

    The response contains an upload address while the file is missing, or if you send `$expand=FileSasUri`.
    """
    draft = draft_of(product_named(request, product_id))
    package = tagged(request, shown_package(draft, draft.place(PACKAGE, str(package_id))))
    return _with_wanted_address(request, product_id, package, is_asked=query.with_address)


@router.put(_ONE, response=PackageBody, summary="Replace a package")
def replace(
    request: ApiRequest, product_id: ProductId, package_id: PackageId, *, body: PackageBody, if_match: IfMatch = None
) -> Values:
    """Replaces the package and returns it. If its state is `Uploaded`, the uploaded archive is imported into the draft.

    A small archive is imported before the response is sent. A large one stays `InProcessing` until a worker has
    imported it. If the archive cannot be imported, the state becomes `ProcessFailed`, `validationItems` lists the
    problems and the draft does not change. Values that you sent for other entities take precedence over the package.
    """
    match, listing = (if_match or ANY).strip(), product_named(request, product_id)
    return tagged(request, replace_package(listing, str(package_id), body, if_match=match, by=request.actor))


@router.delete(_ONE, response={204: None}, summary="Delete a package")
def delete(request: ApiRequest, product_id: ProductId, package_id: PackageId) -> Status[None]:
    """Deletes a package. The content imported from it stays in the draft."""
    remove(product_named(request, product_id), place_finder(PACKAGE, package_id), by=request.actor)
    return Status(204, None)


def _with_wanted_address(request: ApiRequest, product_id: UUID, entity: Values, *, is_asked: bool) -> Values:
    is_wanted = is_asked or entity[STATE] == FileState.PENDING
    return with_address(request, product_id, entity) if is_wanted else entity
