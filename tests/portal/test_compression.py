from collections.abc import Iterator

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from portal.middleware import PageCompressionMiddleware

pytestmark = pytest.mark.sqlite_is_enough
TEXT = "words " * 200


def _compressed(response: HttpResponseBase) -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    return PageCompressionMiddleware(lambda _: response)(request)


def test_page_is_compressed() -> None:
    response = _compressed(HttpResponse(TEXT, content_type="text/html; charset=utf-8"))

    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < len(TEXT) / 2


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
