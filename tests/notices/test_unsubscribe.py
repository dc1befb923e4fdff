import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils.html import strip_tags

from accounts.actors import actor_of
from accounts.models import Person
from common.errors import NotFound
from notices.actions import choose_deliveries, choose_listing_timing, stop_mails
from notices.kind_registry import kinds_for
from notices.models import DigestEntry, NoticeTiming, Preference
from notices.presets import Preset
from notices.queries import choices_of_preset
from notices.tasks import send_daily_digests
from notices.unsubscribe import Subscription, unsubscribe_url
from notices.writes import DIGEST_MAIL, post_notice
from tests.accounts.factories import NOW, make_person

pytestmark = pytest.mark.django_db
SHIP = {"ship": "Ostrya", "until_at": "2026-01-12T15:00:00+00:00", "listing": "Tile"}
LISTING = UUID(int=7)
ROOT = "<listing-00000000-0000-0000-0000-000000000007@127.0.0.1>"


def tell(person: Person, *, kind: str = "harbour.full", key: str = "act", listing_id: UUID | None = LISTING) -> None:
    with transaction.atomic():
        post_notice(kind, recipients=[person.pk], parameters=SHIP, listing_id=listing_id, url="/x/", key=key, now=NOW)


def path_in(header: str) -> str:
    (path,) = re.findall(r"^<http://127\.0\.0\.1:8000(/.*)>$", header)
    return path


def test_mails_about_a_listing_are_one_thread(run_jobs: Callable[[], int]) -> None:
    ada = make_person("ada")
    tell(ada)
    tell(ada, key="another act")
    tell(ada, key="third act", listing_id=None)

    run_jobs()

    headers = [message.extra_headers for message in mail.outbox]
    assert [(h.get("In-Reply-To"), h.get("References")) for h in headers] == [(ROOT, ROOT), (ROOT, ROOT), (None, None)]
    assert len({h["Message-ID"] for h in headers}) == 3


def test_one_click_turns_off_the_kind_without_signing_in(run_jobs: Callable[[], int]) -> None:
    ada = make_person("ada")
    tell(ada)
    run_jobs()
    headers = mail.outbox[0].message()
    path, visitor = path_in(headers["List-Unsubscribe"]), Client(enforce_csrf_checks=True)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert path in mail.outbox[0].body

    page = visitor.get(path).content.decode()
    assert "Harbour full" in page
    assert "Ada" not in strip_tags(page)  # its address is random
    assert not Preference.objects.exists()

    for _time in range(2):
        assert visitor.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    tell(ada, key="another act")
    tell(ada, kind="harbour.act", key="third act")
    run_jobs()
    assert [message.subject for message in mail.outbox[1:]] == ["Act on Tile"]


def test_one_click_ends_the_digest(run_jobs: Callable[[], int]) -> None:
    ada = make_person("ada")
    actor = actor_of(ada)
    choose_deliveries(selection=choices_of_preset(Preset.DIGEST, kinds_for(actor)), by=actor)
    tell(ada)
    send_daily_digests(renew=lambda: None)
    run_jobs()
    tell(ada, key="another act")

    Client().post(path_in(mail.outbox[0].extra_headers["List-Unsubscribe"]))

    assert not Preference.objects.filter(is_daily=True).exists()
    assert not DigestEntry.objects.filter(mail=None).exists()


def test_one_click_ends_the_digest_about_a_listing(run_jobs: Callable[[], int]) -> None:
    ada = make_person("ada")
    choose_listing_timing(listing_id=LISTING, timing=NoticeTiming.DAILY, by=actor_of(ada))
    tell(ada)
    send_daily_digests(renew=lambda: None)
    run_jobs()

    Client().post(path_in(mail.outbox[0].extra_headers["List-Unsubscribe"]))
    tell(ada, key="another act")
    tell(ada, key="third act", listing_id=UUID(int=8))
    run_jobs()

    assert not DigestEntry.objects.filter(mail=None).exists()
    assert len(mail.outbox) == 2  # the digest, and the notice about the other listing


def test_mandatory_mails_have_no_link(run_jobs: Callable[[], int]) -> None:
    tell(make_person("ada"), kind="harbour.closed")
    with transaction.atomic():
        post_notice(
            "harbour.full", recipients=[], addresses=["x@y.example"], parameters=SHIP, url="/", key="x", now=NOW
        )

    run_jobs()

    assert [message.extra_headers.get("List-Unsubscribe") for message in mail.outbox] == [None, None]


@pytest.mark.parametrize("kind", ["harbour.closed", "harbour.unknown"])
def test_other_kinds_can_not_be_turned_off(kind: str) -> None:
    with pytest.raises(NotFound):
        stop_mails(person_id=make_person("ada").pk, kind_name=kind)


def test_links_that_slipway_has_not_signed_are_refused(client: Client) -> None:
    link = unsubscribe_url(Subscription(person_id=uuid4(), kind=DIGEST_MAIL)).removeprefix("http://127.0.0.1:8000")

    assert client.post(link).status_code == 404  # nobody has this ID
    assert client.get(link.replace("unsubscribe/", "unsubscribe/x")).status_code == 404
