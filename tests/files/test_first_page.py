"""The first page of a document as an image. A page that can't be drawn is not an error."""

from io import BytesIO

import pytest
from PIL import Image

from files.actions import put_blob, reread_facts
from files.first_page import HEIGHT_PX, WIDTH_PX, first_page_picture
from files.models import Blob
from files.store import open_blob
from tests.files import samples
from tests.listings.scene import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]


def store_blob(data: bytes) -> Blob:
    return put_blob(data, name="eula.pdf", accepts=("pdf",), now=NOW)


def test_document_is_stored_with_its_page_count_and_a_picture() -> None:
    blob = store_blob(samples.pdf(pages=3))

    assert blob.facts == {"pages": 3, "is_encrypted": False}
    assert blob.has_first_page
    assert not blob.is_picture
    with open_blob(blob, is_rendition=True) as copy, Image.open(copy) as picture:
        assert (picture.format, picture.width) == ("PNG", WIDTH_PX)


@pytest.mark.parametrize("data", [samples.PDF, samples.pdf(password="key"), samples.pdf()[:200]])
def test_document_that_cannot_be_opened_has_no_picture(data: bytes) -> None:
    blob = store_blob(data)

    assert (blob.rendition_type, blob.has_first_page) == ("", False)


@pytest.mark.parametrize("width, height", [(14_400, 14_400), (3, 14_400), (14_400, 3)])
def test_page_of_any_size_makes_a_small_picture(width: int, height: int) -> None:
    first_page = first_page_picture(samples.pdf(width=width, height=height))

    assert first_page is not None
    with Image.open(BytesIO(first_page)) as picture:
        assert picture.width <= WIDTH_PX
        assert picture.height <= HEIGHT_PX


@pytest.mark.parametrize("data", [b"", b"nothing", b"%PDF-1.7\n" + b"[" * 100_000])
def test_hostile_bytes_make_no_picture(data: bytes) -> None:
    assert first_page_picture(data) is None


def test_document_of_before_gets_its_picture_later() -> None:
    blob = store_blob(samples.pdf())
    Blob.objects.update(parser_version=1, rendition_type="", facts={})

    assert reread_facts() == blob.pk

    blob.refresh_from_db()
    assert blob.has_first_page
    assert blob.facts["pages"] == 1
