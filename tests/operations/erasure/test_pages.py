"""An admin searches for a leaked secret and erases it. The secret is stored encrypted, and only until the job ends."""

import io
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from audit.models import Event
from jobs.models import Job
from jobs.worker import run_job
from operations.erasure import erasing
from operations.models import SecretErasure
from reviews.models import Comment
from tests.accounts.factories import make_admin, make_person
from tests.markup import compact
from tests.operations.erasure.test_rows import texts_of_database
from tests.reviews.scene import InReview, in_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
SECRET = "token-4711-abcdef"
PAGE = "/erase-secret/"
RunJobs = Callable[[], int]


@pytest.fixture
def scene() -> InReview:
    scene = in_review(name="Kelp Widget")
    scene.comment(body=f"Remove {SECRET}, please")
    return scene


@pytest.fixture
def admin() -> Person:
    return make_admin()


@pytest.fixture
def client(admin: Person) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def html_of(response: HttpResponse) -> str:
    return compact(response.content.decode())


def search(client: Client, **changes: str) -> HttpResponse:
    values = {"password": SECRET, "reason": "A reviewer pasted it", **changes}
    return client.post(PAGE, values)


def test_search_lists_places_and_changes_nothing(scene: InReview, client: Client, run_jobs: RunJobs) -> None:
    response = search(client)
    erasure = SecretErasure.objects.get()
    assert response.url == f"{PAGE}{erasure.pk}/"
    assert SECRET not in texts_of_database().replace(f"Remove {SECRET}, please", "")
    assert "Waiting to start" in html_of(client.get(response.url))

    run_jobs()

    html = html_of(client.get(response.url))
    assert "The secret is stored in these places." in html
    assert "Comment, body" in html
    assert f'href="/listings/{scene.revision.listing_id}/"' in html
    assert "Back-ups that exist already." in html
    assert SECRET not in html
    erasure.refresh_from_db()
    assert (erasure.state, erasure.sealed) == ("done", "")
    assert Comment.objects.filter(body__contains=SECRET).exists()


def test_erasure_after_a_search(scene: InReview, client: Client, admin: Person, run_jobs: RunJobs) -> None:
    url = search(client).url
    run_jobs()
    response = client.post(url, {"password": SECRET})
    run_jobs()
    html = html_of(client.get(response.url))
    assert "The secret was erased." in html
    assert "Erase secret" not in html
    assert SECRET not in texts_of_database()
    assert Comment.objects.get().body == "Remove [erased], please"
    verbs = Event.objects.filter(actor_id=admin.pk).order_by("at").values_list("verb", flat=True)
    assert list(verbs)[:2] == ["secret.search", "secret.erasure"]
    assert "secret.erase" in verbs
    call_command("verify_audit", stdout=io.StringIO())


def test_only_the_secret_that_was_searched_for_is_erased(scene: InReview, client: Client, run_jobs: RunJobs) -> None:
    url = search(client).url
    run_jobs()
    response = client.post(url, {"password": "Remove this"})
    assert response.status_code == 422
    assert "the secret that was searched for." in html_of(response)
    assert not SecretErasure.objects.filter(erases=True).exists()


def test_killed_job_continues(
    scene: InReview, client: Client, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second attempt erases the rest. The page shows the places of both."""
    url = search(client).url
    run_jobs()
    url = client.post(url, {"password": SECRET}).url
    erase = erasing.erase_in_rows
    calls: list[object] = []

    def failing(*args: object, **kwargs: object) -> int:
        calls.append(args)
        if len(calls) == 2:
            raise OSError
        return erase(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(erasing, "erase_in_rows", failing)
    Comment.objects.update(body=f"{SECRET} again")
    type(scene.revision.listing).objects.update(hold_note=SECRET)
    job = Job.objects.get(kind="erase-secret", state="queued")
    run_job(job.pk)
    assert SecretErasure.objects.get(erases=True).state == "running"
    Job.objects.filter(pk=job.pk).update(run_at=timezone.now())
    run_job(job.pk)
    erasure = SecretErasure.objects.get(erases=True)
    assert erasure.state == "done"
    assert {place["name"] for place in erasure.places} >= {"listings.Listing.hold_note", "reviews.Comment.body"}
    assert SECRET not in texts_of_database()


def test_job_of_a_former_admin_is_refused(scene: InReview, client: Client, admin: Person, run_jobs: RunJobs) -> None:
    search(client)
    Person.objects.filter(pk=admin.pk).update(is_admin=False)
    run_jobs()
    erasure = SecretErasure.objects.get()
    assert (erasure.state, erasure.refusal_code, erasure.sealed) == ("refused", "not-allowed", "")


@pytest.mark.parametrize(
    "changes, text",
    [
        ({"password": "short"}, "The secret must have between 8 and 10000 characters."),
        ({"reason": f"It is {SECRET}"}, "The reason contains the secret."),
        ({"reason": ""}, "Reason"),
    ],
)
def test_refused_input_does_not_show_the_secret(client: Client, changes: dict[str, str], text: str) -> None:
    response = search(client, **changes)
    assert response.status_code == 422
    assert text in html_of(response)
    assert f'value="{SECRET}"' not in html_of(response)
    assert not SecretErasure.objects.exists()


def test_one_at_a_time(client: Client) -> None:
    search(client)
    assert "Another search or erasure is in progress." in html_of(search(client))


def test_only_admins_see_the_pages() -> None:
    client = Client()
    client.force_login(make_person("ada"))
    assert client.get(PAGE).status_code in {403, 404}
    assert search(client).status_code in {403, 404}
    assert not SecretErasure.objects.exists()
