"""Tests of the requests of all kinds that wait for a reader: on their page, in the queue and on *Home*."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from common.actor import Actor, Role, TeamRole
from common.regions import Region
from listings.actions.requests import send_request
from listings.queries import staff_requests
from listings.queries.staff_requests import request_lifecycles, waiting_counts
from reviews.lifecycles.exceptions import EXCEPTIONS
from reviews.lifecycles.questions import PARTNER_QUESTIONS
from reviews.models import ExceptionRequest, Question
from reviews.page import requests as page_requests
from reviews.page.requests import requests_tab
from reviews.views import requests
from sandboxes.actions import request_sandbox
from studio.home import staff as staff_home
from tests.listings.scene import NOW, draft, member, organisation, staff
from tests.reviews.scene import browser_of, html_of, reviewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
REQUESTS = "/queue/requests/"


@pytest.fixture
def editor() -> Actor:
    return member(organisation(), Role.OWNER)


@pytest.fixture
def lead() -> Actor:
    return reviewer_for("ecosystems", role=TeamRole.LEAD)


def ask(editor: Actor, text: str, *, minutes: int = 0) -> Question:
    new = Question(listing=draft(editor, name=f"Widget {minutes}").listing, question=text)
    now = NOW + timedelta(minutes=minutes)
    return send_request(PARTNER_QUESTIONS, new, by=editor, now=now, parameters={"question": text})


def except_from_oauth(editor: Actor, *, minutes: int = 0) -> ExceptionRequest:
    new = ExceptionRequest(
        listing=draft(editor, name=f"Widget {minutes}").listing, reason="The product runs in the customer's network."
    )
    now = NOW + timedelta(minutes=minutes)
    return send_request(EXCEPTIONS, new, by=editor, now=now, parameters={"reason": new.reason})


def test_all_kinds_stand_in_one_list_oldest_first(editor: Actor, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [ask(editor, "First?"), except_from_oauth(editor, minutes=1), ask(editor, "Third?", minutes=2)]
    hrefs = [row.get_absolute_url() for row in asked]
    monkeypatch.setattr(requests, "PAGE_SIZE", 2)
    reader = browser_of(lead)

    first = html_of(reader, REQUESTS)
    second = html_of(reader, first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&"))

    assert [href for href in hrefs if href in first] == hrefs[:2]
    assert [href for href in hrefs if href in second] == hrefs[2:]
    assert first.index(hrefs[0]) < first.index(hrefs[1])
    assert waiting_counts(lead) == {"question": 2, "oauth-exception": 1}
    questions = html_of(reader, f"{REQUESTS}?kind=question")
    assert [href in questions for href in hrefs] == [True, False, True]


def test_reader_sees_only_requests_to_decide(editor: Actor, lead: Actor) -> None:
    request = request_sandbox(
        organisation_id=next(iter(editor.organisations)),
        region=Region.US1,
        purpose="x" * 20,
        by=editor,
        now=NOW,
    )
    question = ask(editor, "How?")
    admin = staff(is_admin=True)

    shown_to_lead, shown_to_admin = (html_of(browser_of(reader), REQUESTS) for reader in (lead, admin))

    assert [request.get_absolute_url() in html for html in (shown_to_lead, shown_to_admin)] == [False, True]
    assert [question.get_absolute_url() in html for html in (shown_to_lead, shown_to_admin)] == [True, False]
    assert browser_of(editor).get(REQUESTS).status_code == 403
    assert "No requests" in html_of(browser_of(reviewer_for("documentation")), REQUESTS)


def test_counts_need_one_query(
    lead: Actor, editor: Actor, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    ask(editor, "How?")

    with django_assert_num_queries(1):
        assert waiting_counts(lead) == {"question": 1}


def test_very_many_requests_are_not_counted_to_the_end(
    lead: Actor, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        ask(editor, f"How {number}?", minutes=number)
    for module in (staff_requests, page_requests, staff_home):
        monkeypatch.setattr(module, "MAX_WAITING", 2)

    assert waiting_counts(lead) == {"question": 3}
    assert requests_tab({"question": 3})["count"] == "2+"
    assert requests_tab({"question": 2, "waiver": 2})["count"] == 4
    assert "Question (2+)" in html_of(browser_of(lead), REQUESTS)
    assert "2+ requests waiting" in html_of(browser_of(lead), "/")


def test_every_kind_names_its_open_states_and_text() -> None:
    for lifecycle in request_lifecycles():
        model = lifecycle.visible(staff()).model
        assert lifecycle.open_states, lifecycle.name
        assert model._meta.get_field(lifecycle.text_field), lifecycle.name
        assert str(lifecycle.kind), lifecycle.name
