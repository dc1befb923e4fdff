"""Where admins, reviewers and partners see that a check could not be finished."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from msgspec.structs import replace
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from common.actor import Role
from jobs.models import Job
from listings.models import Submission
from studio.page_urls import step_url
from tests.listings.scene import member, reloaded
from tests.markup import compact
from tests.reviews.scene import browser_of
from tests.validation.live_scene import checked
from tests.validation.scene import owner, submitted
from tilekit.checks import registry
from tilekit.checks.registered_checks import all_checks
from validation.models import CheckFailure, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
CODE = "MF-004"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]) -> Submission:
    """A submission whose run is incomplete."""

    def raising(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(registry._checks, CODE, replace(registry.check_of(CODE), function=raising))
    submission = submitted(owner())
    run_jobs()
    return submission


def text(browser: Client, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return " ".join(compact(response.content.decode()).split())


def test_pages_of_checks_show_what_crashed_and_where(browser: Client, waiting: Submission) -> None:
    for url in ("/checks/", f"/checks/{CODE}/"):
        page = text(browser, url)
        assert "could not be finished on 1 listing" in page
        assert "ZeroDivisionError" in page
        assert waiting.revision.listing.name not in page.split('id="failures"')[1].split("</section>")[0]
    assert 'id="failures"' not in text(browser, "/checks/MF-009/")


def test_checks_with_one_cause_are_one_row(browser: Client) -> None:
    codes = ["MF-004", "MF-009", "DB-001"]
    check = checked()
    check.unchecked = [{"code": code, "cause": "crash", "fault": "KeyError", "place": "x.py:1"} for code in codes]
    check.save()
    common = {"catalogue_version": "1", "cause": "crash", "fault": "KeyError", "noted_at": NOW}
    CheckFailure.objects.bulk_create(
        CheckFailure(code=code, place="y.py:2" if code == "DB-001" else "x.py:1", **common) for code in codes
    )

    page = text(browser, "/checks/").split('id="failures"')[1].split("</section>")[0]

    assert page.count("KeyError") == 2
    assert "2 checks</b> could not be finished" in page
    assert [page.count(text) for text in ("These checks crashed.", "The check crashed.")] == [1, 1]
    assert page.count("Run check again") == len(codes)


def test_pages_need_few_queries_for_many_failed_checks(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    check = checked()
    check.unchecked = [{"code": row.code, "cause": "crash", "fault": "KeyError", "place": ""} for row in all_checks()]
    check.save()

    with django_assert_max_num_queries(40):
        browser.get("/checks/")


def test_button_runs_the_check_again_once(browser: Client, waiting: Submission) -> None:
    for _ in range(2):
        assert browser.post("/checks/run-again/", {"code": CODE}).status_code == 302

    assert Job.objects.filter(kind="run-checks-again").count() == 1
    assert Event.objects.filter(verb="checks.run-again").count() == 2
    assert "Running again" in text(browser, "/checks/")


def test_button_of_a_check_that_nobody_waits_for_does_nothing(browser: Client) -> None:
    assert browser.post("/checks/run-again/", {"code": "MF-009"}).status_code == 302

    assert not Job.objects.filter(kind="run-checks-again").exists()


def test_live_listing_that_could_not_be_checked_is_not_called_clean(browser: Client) -> None:
    check = checked()
    check.unchecked = [{"code": CODE, "cause": "crash", "fault": "KeyError", "place": "checks/x.py:1"}]
    check.save()

    page = text(browser, f"/checks/{CODE}/")

    assert "could not be finished on 1 listing" in page
    assert "finds nothing in live listings" not in page


def test_partner_reads_that_the_fault_is_ours(waiting: Submission) -> None:
    revision = reloaded(waiting.revision_id)

    partner = browser_of(member(revision.listing.organisation, Role.OWNER))
    page = text(partner, step_url(revision, "review"))

    assert f"1 check could not be finished: {CODE}. The problem is on our side" in page
    assert "need to do anything" in page
    assert "ZeroDivisionError" not in page
    assert Run.objects.get().get_state_display() == "Incomplete on our side"
    assert CheckFailure.objects.count() == 1
