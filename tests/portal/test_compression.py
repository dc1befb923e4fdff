import re
from collections.abc import Iterator

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from portal.middleware import PageCompressionMiddleware

pytestmark = pytest.mark.sqlite_is_enough
TEXT = "words " * 200


def _compressed(response: HttpResponseBase, accepted: str = "gzip", **headers: str) -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted, **headers})
    return PageCompressionMiddleware(lambda _: response)(request)


def test_page_is_compressed() -> None:
    response = _compressed(HttpResponse(TEXT, content_type="text/html; charset=utf-8"))

    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < len(TEXT) / 2


def _page() -> HttpResponse:
    return HttpResponse(TEXT, content_type="text/html; charset=utf-8")


def test_whole_page_is_compressed_with_brotli_behind_a_comment_of_random_length() -> None:
    pages = [_compressed(_page(), "gzip, deflate, br") for _time in range(20)]

    assert {page.headers["Content-Encoding"] for page in pages} == {"br"}
    assert {page.headers["Vary"] for page in pages} == {"Accept-Encoding"}
    assert all(page.headers["Content-Length"] == str(len(page.content)) for page in pages)
    texts = [brotli.decompress(page.content).decode() for page in pages]
    assert all(re.fullmatch(rf"{TEXT}<!--[\w-]+-->", text) for text in texts)
    assert len({len(page.content) for page in pages}) > 1


def test_part_of_a_page_gets_no_comment() -> None:
    assert _compressed(_page(), "gzip, br", **{"HX-Request": "true"}).headers["Content-Encoding"] == "gzip"


def test_short_page_is_sent_as_it_is() -> None:
    assert "Content-Encoding" not in _compressed(HttpResponse("Moved"), "gzip, br").headers


def _stream() -> Iterator[bytes]:
    yield TEXT.encode()


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(TEXT, content_type="video/mp4"),
        HttpResponse(TEXT, content_type="application/zip"),
        StreamingHttpResponse(_stream(), content_type="text/csv"),
    ],
)
def test_file_is_sent_as_it_is(response: HttpResponseBase) -> None:
    assert "Content-Encoding" not in _compressed(response).headers
