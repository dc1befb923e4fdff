import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.actors import actor_of
from accounts.models import Person
from common.actor import Actor, ActorKind, Role, TeamRole
from notices.kind_registry import all_kinds, kinds_for
from notices.models import Channel, Notice, Preference
from notices.writes import post_notice
from tests.accounts.factories import NOW, make_person
from tests.markup import compact

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def tell(person: Person, ship: str = "Ostrya", by: Person | None = None) -> Notice:
    values = {"ship": ship, "until_at": "2026-01-12T15:00:00+00:00"}
    actor = actor_of(by) if by else None
    now = NOW + timedelta(minutes=Notice.objects.count())
    with transaction.atomic():
        post_notice(
            "harbour.full", recipients=[person.pk], parameters=values, url="/profile/", key=ship, now=now, by=actor
        )
    return Notice.objects.get(person=person, key=ship)


@pytest.fixture
def ada(client: Client) -> Person:
    person = make_person("ada")
    client.force_login(person)
    return person


def delivery_shown(client: Client, kind: str) -> str:
    page = client.get("/notices/preferences/")
    rows = {row["select"]: row["delivery"] for _group, rows in page.context["groups"] for row in rows}
    return rows[f"{kind}:email"]


def subjects(client: Client, path: str = "/notices/") -> list[str]:
    return [row.text.subject for row in client.get(path).context["notices"]]


def test_list_shows_unread_first_then_the_latest(client: Client, ada: Person) -> None:
    for ship in ("A", "B", "C"):
        tell(ada, ship)
    client.post(f"/notices/{tell(ada, 'C').pk}/read/")

    assert subjects(client) == ["B must wait", "A must wait", "C must wait"]


def test_list_names_who_did_it(client: Client, ada: Person) -> None:
    tell(ada, by=make_person("ben"))

    assert "Ben sends Ostrya away" in compact(client.get("/notices/").content.decode())


def test_list_escapes_what_people_typed(client: Client, ada: Person) -> None:
    tell(ada, "<img src=x>")

    assert "<img src=x>" not in compact(client.get("/notices/").content.decode())


def test_list_leaves_out_kinds_that_are_gone(client: Client, ada: Person) -> None:
    notice = tell(ada)
    Notice.objects.update(kind="harbour.gone")

    assert subjects(client) == []
    assert client.post(f"/notices/{notice.pk}/open/").url == "/profile/"


def test_list_comes_in_pages_and_costs_the_same_for_3_rows_and_30(client: Client, ada: Person) -> None:
    ben = make_person("ben")
    for number in range(3):
        tell(ada, str(number), by=ben)
    client.get("/notices/")
    with CaptureQueriesContext(connection) as three:
        client.get("/notices/")
    for number in range(3, 35):
        tell(ada, str(number), by=ben)

    with CaptureQueriesContext(connection) as thirty:
        first = client.get("/notices/")

    assert len(thirty) == len(three)
    assert len(first.context["notices"]) == 30
    second = subjects(client, first.context["next"])
    assert second == [f"{number} must wait" for number in (4, 3, 2, 1, 0)]


def test_open_marks_as_read_and_leads_to_the_place(client: Client, ada: Person) -> None:
    notice = tell(ada)

    assert client.post(f"/notices/{notice.pk}/open/").url == "/profile/"

    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("verb", ["open", "read"])
def test_notices_of_others_are_not_found(client: Client, ada: Person, verb: str) -> None:
    notice = tell(make_person("ben"))

    assert client.post(f"/notices/{notice.pk}/{verb}/").status_code == 404

    notice.refresh_from_db()
    assert notice.read_at is None


def test_read_all_leaves_what_came_after_the_page(client: Client, ada: Person) -> None:
    seen = tell(ada, "seen")
    late = tell(ada, "late")

    client.post("/notices/read-all/", {"until": seen.created_at.isoformat()})

    assert list(Notice.objects.filter(read_at=None)) == [late]
    assert client.post("/notices/read-all/", {"until": "x"}).status_code == 404


def test_bell_counts_what_is_unread(client: Client, ada: Person) -> None:
    tell(ada, "A")
    tell(ada, "B")
    tell(make_person("ben"), "C")

    assert 'aria-label="Notifications: 2"' in compact(client.get("/profile/").content.decode())
    assert client.get("/notices/unread/").json() == {"count": 2, "label": "Notifications: 2", "maintenance": False}


def test_bell_does_not_change_the_session_and_stops_without_one(client: Client, ada: Person) -> None:
    client.get("/notices/unread/")
    sessions = list(Session.objects.values_list("session_key", "expire_date", "session_data"))

    response = client.get("/notices/unread/")
    assert "sessionid" not in response.cookies
    assert list(Session.objects.values_list("session_key", "expire_date", "session_data")) == sessions

    client.logout()
    headers = {"HX-Request": "true", "X-Poll": "1"}
    assert client.get("/notices/unread/", headers=headers).status_code == 286


def test_choices_are_kept_where_they_differ_from_the_default(client: Client, ada: Person) -> None:
    page = compact(client.get("/notices/preferences/").content.decode())
    assert 'name="harbour.full:in_app" checked' in page
    assert 'name="harbour.closed:in_app" disabled' in page
    assert delivery_shown(client, "harbour.full") == delivery_shown(client, "harbour.closed") == "immediate"

    wanted = {f"{kind.name}:{channel}": "immediate" for kind in all_kinds() for channel in kind.channels}
    client.post("/notices/preferences/", {**wanted, "harbour.full:email": "daily", "harbour.over:email": "off"})

    choices = Preference.objects.order_by("kind").values_list("person", "kind", "channel", "on", "is_daily")
    assert list(choices) == [
        (ada.pk, "harbour.full", Channel.EMAIL, True, True),
        (ada.pk, "harbour.over", Channel.EMAIL, False, False),
    ]
    assert [delivery_shown(client, kind) for kind in ("harbour.full", "harbour.over")] == ["daily", "off"]


def test_settings_of_an_earlier_release_have_the_same_meaning(client: Client, ada: Person) -> None:
    person = str(ada.pk).replace("-", "") if connection.vendor == "sqlite" else ada.pk
    statement = (
        "INSERT INTO notices_preference (person_id, kind, channel, \"on\") VALUES (%s, 'harbour.full', 'email', %s)"
    )
    with connection.cursor() as cursor:  # an earlier release doesn't know the column is_daily
        cursor.execute(statement, [person, False])

    assert delivery_shown(client, "harbour.full") == "off"


def test_preset_changes_e_mails_only_and_is_shown_as_the_current_one(client: Client, ada: Person) -> None:
    client.post("/notices/preferences/", {"harbour.full:email": "off"})
    assert "You have your own settings" in client.get("/notices/preferences/").content.decode()

    client.post("/notices/preferences/", {"preset": "act-and-digest"})

    page = client.get("/notices/preferences/")
    assert page.context["current"] == "act-and-digest"
    assert 'name="harbour.full:in_app" checked' not in compact(page.content.decode())
    assert [delivery_shown(client, kind) for kind in ("harbour.full", "harbour.act")] == ["daily", "immediate"]
    assert delivery_shown(client, "harbour.closed") == "immediate"
    assert client.post("/notices/preferences/", {"preset": "all"}).status_code == 404


def test_saving_without_a_preset_changes_nothing(client: Client, ada: Person) -> None:
    client.post("/notices/preferences/", {"harbour.full:email": "daily", "harbour.full:in_app": "on"})
    page = client.get("/notices/preferences/")
    hidden = re.search(r'<input type="hidden" name="preset" value="">', compact(page.content.decode()))
    assert hidden
    assert page.context["current"] is None

    answer = client.post("/notices/preferences/", {"preset": ""}, follow=True)

    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert delivery_shown(client, "harbour.full") == "daily"
    assert 'name="harbour.full:in_app" checked' in compact(answer.content.decode())
    client.post("/notices/preferences/", {"preset": ["", "nothing"]})
    assert client.get("/notices/preferences/").context["current"] == "nothing"


def test_stale_table_changes_only_what_was_changed_in_it(client: Client, ada: Person) -> None:
    stale = settings_shown(client)
    client.post("/notices/preferences/", {**stale, "harbour.full:email": "daily"})
    client.post("/notices/preferences/", {**without(stale, "harbour.over:in_app"), "harbour.over:email": "off"})

    shown = settings_shown(client)
    assert (shown["harbour.full:email"], shown["harbour.over:email"]) == ("daily", "off")
    assert "harbour.full:in_app" in shown
    assert "harbour.over:in_app" not in shown

    client.post("/notices/preferences/", {**stale, "harbour.full:email": "off"})  # the same setting: the later one
    assert settings_shown(client)["harbour.full:email"] == "off"


def settings_shown(client: Client) -> dict[str, str]:
    """What the browser sends if the table is saved as it is."""
    table = BeautifulSoup(client.get("/notices/preferences/").content, "html.parser").select_one("#kinds")
    assert table
    boxes = table.select("input[type=hidden]:not([name=csrfmiddlewaretoken]), input[type=checkbox][checked]")
    chosen = table.select("select:not([disabled]) [selected]")
    return {str(box["name"]): str(box.get("value", "on")) for box in boxes if not box.has_attr("disabled")} | {
        str(option.find_parent("select")["name"]): str(option["value"]) for option in chosen
    }


def without(values: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in values.items() if key != name}


def test_choices_are_about_what_concerns_the_reader(client: Client, ada: Person) -> None:
    assert "organisation.created:email" not in compact(client.get("/notices/preferences/").content.decode())

    Person.objects.filter(pk=ada.pk).update(is_admin=True)

    assert "organisation.created:email" in compact(client.get("/notices/preferences/").content.decode())


def test_settings_are_worded_for_the_role_of_the_reader() -> None:
    reviewer = Actor(kind=ActorKind.PERSON, teams={"documentation": TeamRole.LEAD})
    partner = Actor(kind=ActorKind.PERSON, organisations={UUID(int=1): Role.OWNER})

    of_reviewer, of_partner = ({str(kind.label) for kind in kinds_for(actor)} for actor in (reviewer, partner))

    assert [label for label in of_reviewer if "your organisation" in label or "your sandbox" in label] == []
    assert [label for label in of_partner if "partner" in label] == []
    assert "A tile is signed off" in of_reviewer & of_partner


def test_times_are_shown_in_the_reader_s_zone(client: Client, ada: Person) -> None:
    tell(ada)
    Person.objects.filter(pk=ada.pk).update(time_zone="Asia/Tokyo")

    assert "12 Jan 2026, 18:00" in compact(client.get("/notices/").content.decode())


@pytest.fixture
def mailbox(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.DEMO_MODE = True
    message = EmailMultiAlternatives("Grüße <b>", "Öffne http://127.0.0.1:8000/x?a=1&b=2 <i>", to=["ada@p.example"])
    message.attach_alternative("<p>html</p>", "text/html")
    get_connection().send_messages([message, EmailMultiAlternatives("Second", "Text", to=["ben@p.example"])])
    return tmp_path


def test_mailbox_lists_the_latest_first_and_finds_a_recipient(client: Client, mailbox: Path) -> None:
    mails = client.get("/dev/mail/").context["mails"]

    assert [mail.subject for mail in mails] == ["Second", "Grüße <b>"]
    assert [mail.subject for mail in client.get("/dev/mail/?to=ADA").context["mails"]] == ["Grüße <b>"]


def test_mailbox_is_in_the_order_of_the_dates(client: Client, mailbox: Path) -> None:
    dates = {"a": "Mon, 02 Mar 2026 09:00:00 +0100", "b": "Mon, 02 Mar 2026 08:30:00 -0000", "c": "", "d": "no date"}
    for name, date in dates.items():
        (mailbox / f"{name}.log").write_bytes(f"Subject: mail {name}\nDate: {date}\n\ntext\n".encode())

    subjects = [mail.subject for mail in client.get("/dev/mail/").context["mails"]]

    dated = [subject for subject in subjects if subject in {"mail a", "mail b"}]
    assert dated == ["mail b", "mail a"]
    assert set(subjects[-2:]) == {"mail c", "mail d"}


def test_mailbox_shows_text_with_links_and_nothing_else(client: Client, mailbox: Path) -> None:
    (mail,) = client.get("/dev/mail/?to=ada").context["mails"]

    page = compact(client.get(f"/dev/mail/{mail.name}/").content.decode())

    assert '<a href="http://127.0.0.1:8000/x?a=1&amp;b=2"' in page
    assert "&lt;i&gt;" in page
    assert "Grüße &lt;b&gt;" in page


@pytest.mark.parametrize("name", ["..:0", "x.log:0", "x.log", "..%2Fsecret.log:0", "a.log:9", "a.log:x"])
def test_mailbox_opens_its_own_files_only(client: Client, mailbox: Path, name: str) -> None:
    (mailbox / "a.log").write_bytes(b"Subject: a\n\nb\n")
    (mailbox.parent / "secret.log").write_bytes(b"Subject: secret\n\nb\n")

    assert client.get(f"/dev/mail/{name}/").status_code == 404


@pytest.mark.parametrize("path", ["/dev/mail/", "/dev/mail/a.log:0/"])
@pytest.mark.parametrize("change", [{"DEMO_MODE": False}, {"EMAIL_BACKEND": "x.smtp.EmailBackend"}])
def test_mailbox_exists_in_demo_mode_only(
    client: Client, mailbox: Path, settings: Settings, path: str, change: dict[str, object]
) -> None:
    (mailbox / "a.log").write_bytes(b"Subject: a\n\nb\n")
    assert client.get(path).status_code == 200

    for name, value in change.items():
        setattr(settings, name, value)

    assert client.get(path).status_code == 404


def test_mailbox_sends_its_rows_again_when_something_is_new(client: Client, mailbox: Path) -> None:
    newest = client.get("/dev/mail/").context["mails"][0].name
    asked = {"headers": {"HX-Request": "true"}, "query_params": {"to": "", "newest": newest}}

    assert client.get("/dev/mail/", **asked).status_code == 204
    get_connection().send_messages([EmailMultiAlternatives("Third", "Text", to=["ada@p.example"])])
    part = compact(client.get("/dev/mail/", **asked).content.decode())

    assert "Third" in part
    assert "<html" not in part


def test_mailbox_without_a_match_shows_the_search_and_the_way_back(client: Client, mailbox: Path) -> None:
    page = compact(client.get("/dev/mail/?to=Nobody<b>").content.decode())

    assert "No e-mail was sent to “nobody&lt;b&gt;”" in page
    assert "No e-mails yet" not in page
    assert '<a class="btn" href="/dev/mail/">Show all e-mails</a>' in page


def test_mailbox_without_a_folder_is_empty(client: Client, mailbox: Path, settings: Settings) -> None:
    settings.EMAIL_FILE_PATH = str(mailbox / "missing")

    assert client.get("/dev/mail/").context["mails"] == []
