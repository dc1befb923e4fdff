"""Uploads of packages and images, as clients send them."""

from typing import Any

from django.test import Client
from django.utils.http import urlencode

from listings.models import Revision, Section
from tests.api.ingestion_client import Api, Response
from tests.tilekit.listing import base_files
from tilekit.scaffold.archive import zip_of_files

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
BLOB = {"x-ms-blob-type": "BlockBlob"}


def folder_zip(title: str = "Acme Widget", **more: bytes) -> bytes:
    """A small listing with the title, as a zip archive."""
    files = {path: data.replace(b"Acme Widget", title.encode()) for path, data in base_files().items()}
    return zip_of_files({**files, **more}, "acme_widget")


def package_body(name: str = "acme.zip", **more: object) -> dict[str, object]:
    return {"resourceType": "AzureApplicationPackage", "fileName": name, "state": "PendingUpload", **more}


def send(address: str, data: bytes, name: str = "", **headers: Any) -> Response:
    """PUT the bytes to an upload URL without a token, as storage clients do."""
    query = f"&{urlencode({'file': name})}" if name else ""
    path = address.removeprefix("http://testserver")
    kind = headers.pop("content_type", "application/octet-stream")
    return Client(enforce_csrf_checks=True).put(f"{path}{query}", data, content_type=kind, headers=BLOB, **headers)


def new_package(api: Api, product: str, name: str = "acme.zip") -> dict[str, Any]:
    response = api.post(f"{product}/packages", package_body(name))
    assert response.status_code == 201, response.content
    return dict(response.json())


def uploaded(api: Api, product: str, data: bytes) -> dict[str, Any]:
    """A new package whose file is uploaded."""
    package = new_package(api, product)
    response = send(package["fileSasUri"], data, package["fileName"])
    assert response.status_code == 201, response.content
    return package


def put_uploaded(api: Api, product: str, package: dict[str, Any], if_match: str = "") -> Response:
    return api.put(f"{product}/packages/{package['id']}", {**package, "state": "Uploaded"}, if_match)


def overview() -> dict[str, Any]:
    """The stored overview of the newest revision."""
    newest = Revision.objects.order_by("-number").first()
    return dict(Section.objects.get(revision=newest, key="overview").document)
