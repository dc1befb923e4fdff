"""Admins change settings of the portal: values, versions, events and what reads them."""

import re
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.actors import actor_of
from accounts.models import Person
from audit.models import Event
from common.actor import ANONYMOUS, SYSTEM
from common.errors import NotAllowed
from common.models import PolicyVersion
from common.policies import PortalPolicy, policies, remember_policies
from operations.errors import SettingChanged
from operations.policies.actions import change_setting, restore_setting
from portal.environment import Environment
from reviews.policies import FIRST_RESPONSE_DAYS, HOLIDAYS
from reviews.queries.calendars import portal_calendar
from tests.accounts.factories import make_admin
from tests.reviews.scene import html_of
from tilekit.core.field import Json

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
URL = "/settings/first-response-days/"
change = partial(change_setting, key="FIRST_RESPONSE_DAYS", reason="More reviewers", by=SYSTEM)


@pytest.fixture
def ada() -> Person:
    return make_admin("ada")


@pytest.fixture
def admin(ada: Person) -> Client:
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Each reading in these tests sees the stored rows."""
    remember_policies({}, seconds=0)


def save(client: Client, value: object, *, seen: int, url: str = URL) -> int:
    return client.post(url, {"value": value, "reason": "More reviewers", "seen": seen}).status_code


def test_admin_changes_a_setting_and_uses_an_earlier_version_again(
    admin: Client, ada: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.policies.READ_EVERY_SECONDS", 0)
    assert FIRST_RESPONSE_DAYS.value == settings.FIRST_RESPONSE_DAYS == 5
    assert "Default" in html_of(admin, "/settings/")

    assert save(admin, 4, seen=0) == 302
    remember_policies({}, seconds=0)
    assert FIRST_RESPONSE_DAYS.value == 4
    html = html_of(admin, "/settings/")
    assert "Ada" in html
    assert "More reviewers" in html_of(admin, URL)

    assert admin.post(f"{URL}versions/0/restore/", {"seen": 1}).status_code == 422
    assert admin.post(f"{URL}versions/0/restore/", {"seen": 1, "reason": "Too short"}).status_code == 302
    remember_policies({}, seconds=0)
    assert FIRST_RESPONSE_DAYS.value == 5
    rows = PolicyVersion.objects.order_by("number").values_list("number", "value", "by_id", "restores", "reason")
    assert list(rows) == [(1, 4, ada.pk, None, "More reviewers"), (2, None, ada.pk, 0, "Too short")]


def test_change_is_an_event_with_the_old_and_the_new_value(ada: Person) -> None:
    assert change(value=4, seen=0, by=actor_of(ada), now=timezone.now()) == 1

    event = Event.objects.get(verb="setting.change")
    assert event.actor_id == ada.pk
    assert event.object_ids == {
        "setting": "FIRST_RESPONSE_DAYS", "version": 1, "old": "5", "new": "4", "reason": "More reviewers",
    }  # fmt: skip


def test_same_value_and_same_version_change_nothing() -> None:
    assert change(value=5, seen=0, now=timezone.now()) == 0
    assert restore_setting(key="HOLIDAYS", number=0, seen=0, reason="", by=SYSTEM, now=timezone.now()) == 0
    assert not PolicyVersion.objects.exists()
    assert not Event.objects.filter(verb="setting.change").exists()


def test_version_of_somebody_else_is_not_overwritten(admin: Client) -> None:
    change(value=4, seen=0, now=timezone.now())

    with pytest.raises(SettingChanged):
        change(value=3, seen=0, now=timezone.now())
    assert save(admin, 3, seen=0) == 409
    assert admin.post(f"{URL}versions/0/restore/", {"seen": 0, "reason": "Too short"}).status_code == 409
    assert admin.get(f"{URL}versions/2/restore/").status_code == 404
    assert PolicyVersion.objects.count() == 1


def test_only_admins_and_commands_change_settings() -> None:
    with pytest.raises(NotAllowed):
        change(value=4, seen=0, by=ANONYMOUS, now=timezone.now())


@pytest.mark.parametrize("value", [0, 91, "", "x"])
def test_wrong_value_is_refused_on_the_page(admin: Client, value: object) -> None:
    assert save(admin, value, seen=0) == 422
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize(
    "key, value",
    [
        ("FIRST_RESPONSE_DAYS", 0),
        ("FIRST_RESPONSE_DAYS", "4"),
        ("FIRST_RESPONSE_DAYS", True),
        ("HOLIDAYS", ["25 December"]),
        ("HOLIDAYS", "2026-12-25"),
    ],
)
def test_wrong_value_is_refused_by_the_action(key: str, value: Json) -> None:
    with pytest.raises(ValidationError):
        change_setting(key=key, value=value, seen=0, reason="", by=SYSTEM, now=timezone.now())


def test_holidays_are_lines_on_the_page_and_count_in_the_calendar(admin: Client) -> None:
    url = "/settings/holidays/"
    assert save(admin, "2026-12-26\r\n2026-12-25", seen=0, url=url) == 302
    assert PolicyVersion.objects.get().value == ["2026-12-25", "2026-12-26"]
    remember_policies({}, seconds=0)

    assert portal_calendar().holidays == HOLIDAYS.value == {date(2026, 12, 25), date(2026, 12, 26)}
    assert "2026-12-25\n2026-12-26" in html_of(admin, url)
    assert save(admin, "Christmas", seen=1, url=url) == 422


def test_changes_reach_the_pages_that_show_them(admin: Client) -> None:
    visitor = Client()
    save(admin, "other=help@partners.example\nlistings=team@partners.example", seen=0, url="/settings/contacts/")
    save(admin, "Tuesdays at ten", seen=0, url="/settings/office-hours/")
    save(admin, "Forum=https://forum.example", seen=0, url="/settings/community-links/")
    save(admin, "mailto:security@partners.example", seen=0, url="/settings/security-contact/")
    save(admin, "Kelpcloud", seen=0, url="/settings/platform-name/")
    save(admin, 12, seen=0, url="/settings/job-days/")
    remember_policies({}, seconds=0)

    html = html_of(visitor, "/contact/")
    for text in ("help@partners.example", "team@partners.example", "Tuesdays at ten", "https://forum.example"):
        assert text in html
    assert "mailto:security@partners.example" in html_of(visitor, "/.well-known/security.txt")
    assert "Kelpcloud" in html_of(visitor, "/")
    assert "12 days" in html_of(admin, "/retention/")


@pytest.mark.parametrize(
    "name, value",
    [
        ("contacts", "sales=help@partners.example"),
        ("contacts", "other"),
        ("community-links", "Forum=javascript:alert(1)"),
        ("security-contact", "security@partners.example"),
        ("platform-install-url", "javascript:alert(1)"),
        ("platform-install-url", "https://app.example/install/{app_id}"),
        ("platform-name", ""),
        ("office-hours", "Ten\u202e"),
        ("export-days", 0),
    ],
)
def test_wrong_address_or_name_is_refused(admin: Client, name: str, value: object) -> None:
    assert save(admin, value, seen=0, url=f"/settings/{name}/") == 422


def test_switch_is_shown_in_words(admin: Client) -> None:
    assert save(admin, "on", seen=0, url="/settings/probe-links/") == 302
    assert PolicyVersion.objects.get().value is True
    assert ">On<" in re.sub(r"\s*([<>])\s*", r"\1", html_of(admin, "/settings/"))


def test_change_is_visible_in_this_process_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    remember_policies({}, seconds=600)

    with django_capture_on_commit_callbacks(execute=True):
        change(value=4, seen=0, now=timezone.now())

    assert FIRST_RESPONSE_DAYS.value == 4


def test_list_leads_to_settings_with_pages_of_their_own(admin: Client) -> None:
    html = html_of(admin, "/settings/")

    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', re.sub(r"\s*([<>])\s*", r"\1", html))
    assert [name for href, name in links if admin.get(href).status_code == 200][-5:] == [
        "Agreements", "Checks", "Calendar", "Checklist", "Saved replies",
    ]  # fmt: skip


def test_history_has_pages(admin: Client) -> None:
    for number in range(22):
        PolicyVersion.objects.create(
            key="FIRST_RESPONSE_DAYS", number=number + 1, value=number + 1, at=timezone.now() + timedelta(days=number)
        )

    first = admin.get(URL).context
    assert [row.version.number for row in first["versions"]] == list(range(22, 2, -1))
    assert first["versions"][-1].parts == [("del", "2"), ("ins", "3")]
    second = admin.get(first["next"]).context
    assert [row.version.number for row in second["versions"]] == [2, 1, 0]


@pytest.mark.parametrize("policy", policies().values(), ids=lambda policy: policy.key)
def test_policy_has_the_limits_and_default_of_its_environment_variable(policy: PortalPolicy[object]) -> None:
    variable = Environment.__dataclass_fields__[policy.key.lower()]
    field = policy.form_field()
    parse = variable.metadata["parse"]

    assert policy.key not in {"", policy.slug}
    assert field.clean(field.prepare_value(policy.default)) == policy.default
    for limit, outside in ((getattr(field, "min_value", None), -1), (getattr(field, "max_value", None), 1)):
        if limit is not None:
            assert parse(str(limit)) == limit
            with pytest.raises(ValueError, match="whole number"):
                parse(str(limit + outside))
