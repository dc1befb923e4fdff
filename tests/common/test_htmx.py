import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from common.error_middleware import ErrorMiddleware
from common.errors import Stale
from common.htmx import add_event, add_toast, is_partial, redirect_expired_sessions

HTMX = {"HX-Request": "true"}


def request_with(**headers: str) -> HttpRequest:
    return RequestFactory().get("/part/", headers=headers)


def test_part_is_asked_for_by_htmx_alone() -> None:
    assert is_partial(request_with(**HTMX))
    assert not is_partial(request_with())
    assert not is_partial(request_with(**HTMX, **{"HX-History-Restore-Request": "true"}))


def test_events_join_those_that_are_there() -> None:
    response = add_toast(add_event(HttpResponse(), "saved", {"version": 2}), "Done", "ok")

    assert json.loads(response.headers["HX-Trigger"]) == {
        "saved": {"version": 2},
        "toast": {"text": "Done", "style": "ok"},
    }


@pytest.mark.parametrize(
    "seen, back",
    [
        ("http://testserver/listings/1/?tab=data", "/listings/1/?tab=data"),
        ("https://evil.example//evil.example/x", "/evil.example/x"),
        ("", "/"),
    ],
)
def test_part_of_an_expired_session_leads_the_page_to_sign_in(seen: str, back: str) -> None:
    middleware = redirect_expired_sessions(lambda request: HttpResponseRedirect("/accounts/login/?next=/part/"))

    response = middleware(request_with(**HTMX, **({"HX-Current-URL": seen} if seen else {})))

    parts = urlsplit(response.headers["HX-Redirect"])
    assert (response.status_code, parts.path, parse_qs(parts.query)["next"]) == (204, "/accounts/login/", [back])


def test_other_redirects_of_a_part_stay() -> None:
    middleware = redirect_expired_sessions(lambda request: HttpResponseRedirect("/listings/"))

    assert middleware(request_with(**HTMX)).status_code == 302


@pytest.mark.parametrize("status, answer", [(403, 286), (404, 286), (409, 409), (500, 500)])
def test_polls_end_after_the_reader_has_lost_access(status: int, answer: int) -> None:
    middleware = redirect_expired_sessions(lambda request: HttpResponse(status=status))

    assert middleware(request_with(**HTMX, **{"X-Poll": "1"})).status_code == answer
    assert middleware(request_with(**HTMX)).status_code == status


def test_whole_page_is_redirected_as_ever() -> None:
    middleware = redirect_expired_sessions(lambda request: HttpResponseRedirect("/accounts/login/"))

    assert middleware(request_with()).status_code == 302


def test_error_of_a_part_is_said_in_a_toast() -> None:
    response = ErrorMiddleware(lambda request: HttpResponse()).process_exception(request_with(**HTMX), Stale())

    assert response
    assert response.status_code == 409
    assert json.loads(response.headers["HX-Trigger"])["toast"]["text"] == str(Stale())
