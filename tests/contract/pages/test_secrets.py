"""The secrets of a test account are in no page, download, difference or copy of data, whoever asks for it."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from msgspec import structs

from portal.demo.field_values import account_secrets
from reviews.models import ProductAccount
from tests.contract.access_table import READS, REVIEW
from tests.contract.access_world import World
from tests.contract.access_writes import WRITES
from tests.contract.addresses import urls
from tests.contract.pages.requests import Request, get_request, post_request
from tests.rollback import undone

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access"), pytest.mark.slow]
SECRETS = {value for domain in ("harbour.example", "lagoon.example") for value in account_secrets(domain).values()}
ROLES = ("owner", "reviewer", "admin")
SHOWS = "reviews:account-show"


def texts_in(content: bytes) -> Iterator[bytes]:
    """The content of a response, and of the files if it is a zip archive."""
    yield content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def has_secret(request: Request, client: Client) -> bool:
    with undone():
        content = b"".join(request._response(client))
    return any(value.encode() in text for value in SECRETS for text in texts_in(content))


def reads_of_the_listing(world: World) -> dict[str, Request]:
    """The requests for pages and downloads that exist for the listing in review, or that are about no listing."""
    ids = world.kwargs[REVIEW].keys()
    at_review = {name: structs.replace(access, at=REVIEW) for name, access in READS.items()}
    usable = {
        name: access
        for name, access in at_review.items()
        if {access.kwargs.get(key, key) for key in urls()[name].pattern.converters} <= ids
    }
    return {name: get_request(name, access, world) for name, access in usable.items()}


def test_account_is_stored_and_shown_to_the_reviewer_with_the_claim(
    world: World, clients: Mapping[str, Client]
) -> None:
    """Without this, the other test could not fail."""
    assert ProductAccount.objects.get(pk=world.kwargs[REVIEW]["account_id"]).sealed
    assert has_secret(post_request(SHOWS, WRITES[SHOWS], world), clients["reviewer"])


def test_no_page_or_download_contains_the_secrets(world: World, clients: Mapping[str, Client]) -> None:
    requests = reads_of_the_listing(world)
    assert {"studio:revision-export", "studio:compare", "studio:print", "accounts:profile-export"} <= requests.keys()

    leaks = [(role, name) for role in ROLES for name, request in requests.items() if has_secret(request, clients[role])]

    assert leaks == []
