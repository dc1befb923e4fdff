import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from common.actor import TeamRole
from jobs import actions
from jobs.kind_registry import job_kind
from jobs.models import DEFAULT_ATTEMPTS, Job, JobState
from tests.accounts.factories import make_reviewer
from tests.jobs.conftest import Diary, put
from tests.markup import compact

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def _signed_in(client: Client, *, is_admin: bool) -> Client:
    client.force_login(Person.objects.create(email="p@slipway.example", name="P", is_admin=is_admin))
    return client


def _given_up(key: str) -> Job:
    now = timezone.now()
    job = put(now, key=key)
    Job.objects.filter(pk=job.pk).update(attempt=DEFAULT_ATTEMPTS - 1)
    actions.claim_job(job_id=job.pk, now=now)
    actions.fail_attempt(job_id=job.pk, attempt=DEFAULT_ATTEMPTS, error=f"no room for {key}", now=now)
    return job


def test_failed_list_shows_what_was_given_up_and_why(client: Client, diary: Diary) -> None:
    _given_up("the-moon")
    put(timezone.now(), key="still-waiting")

    page = compact(_signed_in(client, is_admin=True).get("/jobs/").content.decode())

    assert "no room for the-moon" in page
    assert "still-waiting" not in page


def test_lead_reads_failed_jobs_about_listings_without_retrying_them(client: Client, diary: Diary) -> None:
    job_kind("publish", label="Publish", about_listing=True)(lambda **_: None)
    hidden, shown = _given_up("the-moon"), _given_up("a-release")
    Job.objects.filter(pk=shown.pk).update(kind="publish")
    client.force_login(make_reviewer(role=TeamRole.LEAD))

    page = compact(client.get("/jobs/").content.decode())

    assert "no room for a-release" in page
    assert "no room for the-moon" not in page
    assert "/retry/" not in page
    assert client.post(f"/jobs/{shown.pk}/retry/").status_code == 403
    assert client.post("/jobs/retry/", {"kind": hidden.kind}).status_code in {403, 404}
    client.force_login(make_reviewer())
    assert client.get("/jobs/").status_code == 403


def test_failed_list_costs_the_same_for_3_and_30_jobs(
    client: Client, diary: Diary, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    _signed_in(client, is_admin=True)
    counts = []
    for number in range(30):
        _given_up(f"key-{number}")
        if number in {2, 29}:
            with django_assert_max_num_queries(20) as queries:
                client.get("/jobs/")
            counts.append(len(queries))

    assert counts[0] == counts[1]


def test_failed_list_is_for_admins(client: Client) -> None:
    assert client.get("/jobs/").headers["Location"] == "/accounts/login/?next=/jobs/"
    assert _signed_in(client, is_admin=False).get("/jobs/").status_code == 403


def test_retry_starts_the_job_again_and_says_so(client: Client, diary: Diary) -> None:
    job = _given_up("the-moon")

    response = _signed_in(client, is_admin=True).post(f"/jobs/{job.pk}/retry/", follow=True)

    assert "The job “Note” will be retried." in compact(response.content.decode())
    assert [(row.key, row.state) for row in Job.objects.all()] == [("the-moon", JobState.QUEUED)]


def test_retry_twice_tells_that_it_was_done(client: Client, diary: Diary) -> None:
    job = _given_up("the-moon")
    _signed_in(client, is_admin=True)

    responses = [
        client.post(f"/jobs/{job.pk}/retry/", headers={"Referer": "http://testserver/jobs/"}) for _ in range(2)
    ]

    assert [response.status_code for response in responses] == [302, 303]
    assert Job.objects.count() == 1


def test_retry_of_what_nothing_needs_takes_it_off_the_list(client: Client, diary: Diary) -> None:
    job, diary.is_needed = _given_up("the-moon"), False

    response = _signed_in(client, is_admin=True).post(f"/jobs/{job.pk}/retry/", follow=True)

    assert "needed any more and was removed from the list" in compact(response.content.decode())
    assert not Job.objects.exists()


def test_retry_all_starts_what_the_page_showed(client: Client, diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.retries._RETRY_BATCH", 2)
    for number in range(5):
        _given_up(f"key-{number}")
    page = compact(_signed_in(client, is_admin=True).get("/jobs/").content.decode())
    (until,) = re.findall(r'name="until" value="([^"]+)"', page)
    later = _given_up("later")

    response = client.post("/jobs/retry/", {"kind": "note", "until": until}, follow=True)

    assert "5 jobs failed" in page
    assert "5 jobs will be retried." in compact(response.content.decode())
    assert list(Job.objects.filter(state=JobState.FAILED)) == [later]


@pytest.mark.parametrize("form", [{}, {"kind": "note", "until": "soon"}, {"until": "2026-01-01T00:00:00Z"}])
def test_retry_all_refuses_what_no_page_sends(client: Client, diary: Diary, form: dict[str, str]) -> None:
    assert _signed_in(client, is_admin=True).post("/jobs/retry/", form).status_code == 400


def test_retry_all_is_refused_to_others(client: Client, diary: Diary) -> None:
    _given_up("the-moon")
    form = {"kind": "note", "until": "2126-01-01T00:00:00Z"}

    assert _signed_in(client, is_admin=False).post("/jobs/retry/", form).status_code == 403
    assert Job.objects.get().state == JobState.FAILED


def test_home_of_admins_counts_failed_jobs(client: Client, diary: Diary) -> None:
    _given_up("the-moon")

    assert "1 job failed and must be retried" in compact(_signed_in(client, is_admin=True).get("/").content.decode())


def test_retry_is_refused_to_others(client: Client, diary: Diary) -> None:
    job = _given_up("the-moon")

    assert _signed_in(client, is_admin=False).post(f"/jobs/{job.pk}/retry/").status_code == 403
    assert Job.objects.get().state == JobState.FAILED
