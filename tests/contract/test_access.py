"""Every URL for every role: who gets in, who is sent to sign in, who learns nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.demo import create_demo_people
from accounts.models import Invitation, Membership, Organisation, Person
from common.actor import Role
from listings.models import Revision
from portal.demo.load import give_sandbox
from portal.demo.plan import DemoListing, Stop
from portal.demo.story import Story
from reviews.actions import open_thread
from reviews.actions.threads import Remark
from reviews.models import Review
from sandboxes.models import SandboxOrg, SandboxRequest, TileActivation
from tests.contract.access_table import ACCESS, ROLES, Access

pytestmark = pytest.mark.django_db
ROOMS = ("accounts", "notices", "files", "reviews", "catalog", "sandboxes", "studio", "health")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A listing in a sandbox with everything around it; kwargs fill every URL."""

    kwargs: dict[str, object]
    people: dict[str, Person | None]


@pytest.fixture
def world(data_dir: Path) -> World:
    now = timezone.now()
    demo = create_demo_people("demo-slipway", now)
    lagoon = demo.lagoon
    give_sandbox(lagoon, owner="lagoon", people=demo, now=now - timedelta(days=20))
    plan = DemoListing(folder="devcycle", organisation=lagoon.slug, owner="lagoon", stop=Stop.IN_SANDBOX, days_ago=9)
    revision = Story(plan=plan, people=demo, now=now - timedelta(days=9)).tell()
    thread = open_thread(
        revision_id=revision.pk, remark=Remark(body="A question"), team="", by=demo.actor("lagoon"), now=now
    )
    people: dict[str, Person | None] = {
        "anonymous": None,
        "outsider": Person.objects.create(email="outsider@example.com", name="Outsider"),
        "foreign": demo.people["partner"],
        "viewer": _member(lagoon, Role.VIEWER),
        "editor": _member(lagoon, Role.EDITOR),
        "owner": demo.people["lagoon"],
        "reviewer": demo.people["engineering"],
        "lead": demo.people["lead"],
        "admin": demo.people["admin"],
    }
    kwargs = {**_listing_kwargs(revision, thread.pk), **_around_kwargs(lagoon, revision)}
    return World(kwargs=kwargs, people=people)


def test_every_url_has_its_line() -> None:
    known = {name for name, _pattern in _urls()}

    assert known == set(ACCESS)


@pytest.mark.parametrize("room", ROOMS)
def test_each_role_gets_where_it_may(room: str, world: World) -> None:
    clients = {role: _client(person) for role, person in world.people.items()}

    for name, pattern in _urls():
        if name.partition(":")[0] == room:
            address = reverse(name, kwargs=_chosen(pattern, name, world.kwargs))
            reached = {role for role in ROLES if _reaches(clients[role], address, ACCESS[name])}
            assert reached == set(ACCESS[name].roles), name


def _member(organisation: Organisation, role: Role) -> Person:
    person = Person.objects.create(email=f"{role.name.lower()}@lagoon.example", name=role.name)
    Membership.objects.create(organisation=organisation, person=person, role=role)
    return person


def _listing_kwargs(revision: Revision, thread_id: UUID) -> dict[str, object]:
    submission = revision.submissions.get()
    return {
        "listing_id": revision.listing_id,
        "number": revision.number,
        "revision_id": revision.pk,
        "submission_id": submission.pk,
        "thread_id": thread_id,
        "sha256": next(iter(submission.files.values())),
        "section": "overview",
        "step": "overview",
        "verb": "withdraw",
    }


def _around_kwargs(organisation: Organisation, revision: Revision) -> dict[str, object]:
    invitation = Invitation.objects.create(
        organisation=organisation,
        email="new@lagoon.example",
        role=Role.VIEWER,
        token_hash="0" * 64,
        invited_by=Person.objects.get(email="lagoon@demo.example"),
        expires_at=timezone.now() + timedelta(days=14),
    )
    return {
        "slug": organisation.slug,
        "person_id": Person.objects.get(email="viewer@lagoon.example").pk,
        "invitation_id": invitation.pk,
        "version_id": 1,
        "kind": "programme",
        "team": "engineering",
        "notice_id": uuid4(),
        "name": "nothing.eml",
        "review_id": Review.objects.filter(revision=revision).order_by("pk").values_list("pk", flat=True)[0],
        "request_id": SandboxRequest.objects.get().pk,
        "org_id": SandboxOrg.objects.get().pk,
        "activation_id": TileActivation.objects.get().pk,
    }


def _urls() -> Iterator[tuple[str, URLPattern]]:
    """Our own URLs, by name; those of allauth are its own to test."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace in ROOMS:
            for pattern in entry.url_patterns:
                yield f"{entry.namespace}:{pattern.name}", pattern


def _chosen(pattern: URLPattern, name: str, known: dict[str, object]) -> dict[str, object]:
    wanted = pattern.pattern.converters
    return {key: ACCESS[name].kwargs.get(key, known[key]) for key in wanted}


def _client(person: Person | None) -> Client:
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    return client


def _reaches(client: Client, address: str, access: Access) -> bool:
    """True where the answer is neither a way to sign in nor a closed door; nothing stays changed."""
    with _undone():
        answer = client.post(address, access.data) if access.is_post else client.get(address)
    assert answer.status_code < 500, f"{address} answers {answer.status_code}"
    is_sign_in = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
    return not is_sign_in and answer.status_code not in (401, 403, 404)


class _undone:  # noqa: N801 used like a function
    """A transaction that actions take for the test's own and that is rolled back."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block._from_testcase = True  # type: ignore[attr-defined]
        self.block.__enter__()

    def __exit__(self, *fault: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
