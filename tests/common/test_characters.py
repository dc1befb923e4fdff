"""NUL characters and lone surrogates in URLs and forms: refused with a message, and nothing else that was typed is
lost.
"""

from pathlib import Path

import pytest
from django.db import DataError, IntegrityError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import Organisation, Person
from common.error_middleware import ErrorMiddleware
from reviews.models import Decision, Thread
from tests.accounts.factories import PASSWORD, make_person
from tests.reviews.scene import browser_of, in_review
from tests.studio.scene import signed_in

pytestmark = pytest.mark.django_db
WHY = "U+0000"


@pytest.mark.parametrize("address", ["/catalogue/?q=a%00b", "/catalogue/?%00=x", "/accounts/login/?next=%00"])
def test_page_is_shown_without_the_refused_part_of_its_address(client: Client, address: str) -> None:
    response = client.get(address)
    page = response.content.decode()

    assert (response.status_code, WHY in page, "<form" in page) == (400, True, True)
    assert "\0" not in page


def test_address_that_leads_elsewhere_is_refused(client: Client) -> None:
    response = client.get("/listings/?q=a%00b")

    assert (response.status_code, WHY in response.content.decode()) == (400, True)


def test_scripts_and_parts_get_their_own_responses(client: Client) -> None:
    part = client.get("/catalogue/?q=%00", headers={"HX-Request": "true"})
    data = client.post("/preferences/theme/", {"theme": "\0"}, headers={"Accept": "application/json"})

    assert (part.status_code, part.content, "toast" in part.headers["HX-Trigger"]) == (400, b"", True)
    assert (data.status_code, data.json()["code"]) == (400, "invalid-character")


@pytest.mark.parametrize(
    "address, typed, value",
    [
        (
            "/accounts/signup/",
            {"name": "Ada\0", "email": "ada@partner.example", "password1": PASSWORD},
            "ada@partner.example",
        ),
        ("/accounts/login/", {"login": "ada@partner.example\0", "password": "x"}, "ada@partner.example"),
        ("/organisation/new/", {"name": "Acme\0", "url": "https://acme.example"}, "https://acme.example"),
    ],
)
def test_form_reports_a_refused_character_at_its_field(address: str, typed: dict[str, str], value: str) -> None:
    client = signed_in(make_person()) if "organisation" in address else Client()
    before = (Person.objects.count(), Organisation.objects.count())

    response = client.post(address, typed)
    page = response.content.decode()

    assert response.status_code in (200, 422)
    assert (value in page, "The text contains a null character" in page) == (
        True,
        True,
    )
    assert before == (Person.objects.count(), Organisation.objects.count())


def test_half_a_pair_in_a_form_is_refused(client: Client) -> None:
    body = b'--xyz\r\nContent-Disposition: form-data; name="login"\r\n\r\n+2AA-\r\n--xyz--\r\n'

    kind = "multipart/form-data; boundary=xyz; charset=utf-7"
    response = client.generic("POST", "/accounts/login/", body, content_type=kind)

    assert (response.status_code, "U+D800" in response.content.decode()) == (400, True)


def test_decision_keeps_the_note(data_dir: Path) -> None:
    scene = in_review()
    address = reverse("reviews:review-decide", args=[scene.review("engineering").pk])
    typed = {"submission": scene.submission.pk, "verdict": "approve", "note": "Well done\0"}

    response = browser_of(scene.team("engineering")).post(address, typed)
    page = response.content.decode()

    assert (response.status_code, WHY in page, "Well done" in page) == (400, True, True)
    assert not Decision.objects.exists()


def test_text_of_any_form_comes_back_to_be_sent_again(data_dir: Path) -> None:
    scene = in_review()
    address = reverse("reviews:thread-open", args=[scene.review("engineering").pk])
    typed = {"body": "See\0 here", "path": "overview.title", "blocking": "on"}
    client = browser_of(scene.team("engineering"))

    response = client.post(address, typed)
    page = response.content.decode()

    assert (response.status_code, WHY in page) == (400, True)
    assert 'name="path" value="overview.title"' in page
    assert "See here</textarea>" in page
    assert not Thread.objects.exists()


def test_question_keeps_its_text(data_dir: Path) -> None:
    scene = in_review()
    client = browser_of(scene.owner)

    response = client.post(reverse("studio:thread-open", args=[scene.revision.listing_id]), {"body": "Why\0 so"})
    page = response.content.decode()

    assert (response.status_code, WHY in page, "Why" in page) == (422, True, True)


@pytest.mark.parametrize(
    "error, is_about",
    [
        (ValueError("A string literal cannot contain NUL (0x00) characters."), True),
        (ValueError("PostgreSQL text fields cannot contain NUL (0x00) bytes"), True),
        (DataError("unsupported Unicode escape sequence: \\u0000 cannot be converted to text."), True),
        (ValueError("embedded null byte"), True),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), True),
        (ValueError("not enough values to unpack"), False),
        (KeyError("0x00"), False),
        (IntegrityError("UNIQUE constraint failed"), False),
    ],
)
def test_only_errors_about_a_character_get_its_response(error: Exception, *, is_about: bool) -> None:
    """Only errors about characters are reported as such. Other errors are still server errors, whatever was typed."""
    request = RequestFactory().post("/", {"note": "a\0b"}, headers={"Accept": "application/json"})

    response = ErrorMiddleware(lambda _request: HttpResponse()).process_exception(request, error)

    assert (response.status_code if response else None) == (400 if is_about else None)
