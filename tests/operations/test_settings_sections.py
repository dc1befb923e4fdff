"""The settings file contains calendars, checklists and saved replies of teams, agreements, and modes of checks."""

import json
from collections.abc import Mapping

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actors import actor_of
from accounts.models import AgreementVersion, Person
from audit.models import Event
from common.policies import remember_policies
from common.settings_sections import SettingsImport
from operations.errors import SettingsFileRefused
from operations.policies.settings_file import changes_of, exported_text, import_settings, read_file, state_digest
from reviews.models import TeamCalendar, TeamTexts
from reviews.queries.calendars import calendar_of, portal_calendar
from tests.accounts.factories import make_admin
from tests.reviews.scene import DOCS
from tilekit.core.field import Json

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
CALENDAR: Json = {"zone": "Europe/Paris", "hours": {"1": [540, 1050]}, "holidays": ["2026-12-25"]}
ITEMS: Json = [{"key": "setup", "text": {"en": "Setup works"}, "is_required": True}]
REPLIES: Json = [{"key": "thanks", "label": {"en": "Thanks"}, "text": {"en": "Thank you"}}]
FILE: Mapping[str, Mapping[str, Json]] = {
    "calendars": {DOCS: CALENDAR},
    "checklists": {DOCS: ITEMS},
    "replies": {DOCS: REPLIES},
    "agreements": {"marketplace": "# Terms\n\nNew terms.\n"},
    "checks": {"AC-001": "warn", "AC-009": {"enforced_from": "2100-03-01T00:00:00Z"}},
}


@pytest.fixture
def ada() -> Person:
    remember_policies({}, seconds=0)
    return make_admin("ada")


def import_file(person: Person, **sections: Json) -> None:
    by_import = SettingsImport(by=actor_of(person), reason="Equal portals", now=timezone.now())
    text = json.dumps({"schema": 1, **sections})
    import_settings(text=text, seen=state_digest(), by_import=by_import)


def sections_of(text: str) -> dict[str, Json]:
    return {name: values for name, values in json.loads(text).items() if name != "schema"}


def test_sections_become_versions_with_events(ada: Person) -> None:
    import_file(ada, **FILE)

    content = json.loads(exported_text())
    assert {name: content[name] | values for name, values in FILE.items()} == {  # type: ignore[operator]
        name: content[name] for name in FILE
    }
    verbs = {"calendar.save", "checklist.save", "replies.save", "agreement.publish", "rule.warn", "rule.enforce"}
    assert {*Event.objects.values_list("verb", flat=True)} >= verbs
    assert {*TeamTexts.objects.values_list("kind", "number", "by")} == {
        ("checklist", 1, ada.pk),
        ("replies", 1, ada.pk),
    }
    assert AgreementVersion.objects.filter(kind="marketplace").latest("number").reason == "Equal portals"
    assert Event.objects.get(verb="rule.warn").digests == {}  # nobody has read a report, and each takes 100 ms


def test_import_of_the_export_changes_nothing(ada: Person) -> None:
    import_file(ada, **FILE)
    events, text = Event.objects.count(), exported_text()

    import_file(ada, **sections_of(text))

    assert (Event.objects.count(), exported_text()) == (events, text)


def test_null_restores_what_comes_with_the_portal(ada: Person) -> None:
    before = exported_text()
    import_file(ada, **{**FILE, "agreements": {}})

    import_file(ada, settings={"HOLIDAYS": ["2026-05-01"]}, calendars={DOCS: None})
    remember_policies({}, seconds=0)
    assert calendar_of(DOCS) == portal_calendar()
    assert {*TeamCalendar.objects.values_list("number", "restores")} == {(1, None), (2, 0)}

    import_file(ada, **sections_of(before))
    remember_policies({}, seconds=0)
    content = json.loads(exported_text())
    assert content["checklists"][DOCS] is content["replies"][DOCS] is None


def test_team_whose_calendar_was_that_of_the_portal_gets_the_new_one(ada: Person) -> None:
    following = exported_text()
    holidays: Json = {"HOLIDAYS": ["2026-12-25"]}
    days: Json = {str(weekday): [0, 1440] for weekday in range(1, 6)}
    import_file(ada, calendars={DOCS: {"zone": "UTC", "hours": days, "holidays": ["2026-12-25"]}})
    import_file(ada, settings=holidays)
    assert json.loads(exported_text())["calendars"][DOCS] is None

    import_file(ada, **sections_of(following))

    assert exported_text() == following


def test_team_that_got_the_calendar_of_the_portal_follows_later_holidays(ada: Person) -> None:
    import_file(ada, calendars={DOCS: CALENDAR})
    import_file(ada, calendars={DOCS: None})

    import_file(ada, settings={"HOLIDAYS": ["2026-12-25"]})

    assert calendar_of(DOCS) == portal_calendar()
    assert json.loads(exported_text())["calendars"][DOCS] is None


def test_export_is_the_same_after_its_import_into_an_empty_portal(ada: Person) -> None:
    empty = transaction.savepoint()
    import_file(ada, **FILE, settings={"HOLIDAYS": ["2026-05-01"], "PLATFORM_NAME": "Kelp & <Co> “é”"})
    text = exported_text()
    transaction.savepoint_rollback(empty)
    remember_policies({}, seconds=0)
    assert exported_text() != text

    import_file(ada, **sections_of(text))

    remember_policies({}, seconds=0)
    assert exported_text() == text


def test_date_that_has_passed_since_the_export_enforces_the_check(ada: Person) -> None:
    import_file(ada, checks={"AC-001": "warn"})

    import_file(ada, checks={"AC-001": {"enforced_from": "2020-03-01T00:00:00Z"}})

    assert json.loads(exported_text())["checks"]["AC-001"] == "enforce"
    same_time = {"AC-009": {"enforced_from": "2100-03-01T02:00:00+02:00"}}
    assert read_file(json.dumps({"schema": 1, "checks": same_time}))["checks"] == {"AC-009": FILE["checks"]["AC-009"]}


def test_file_of_a_portal_without_agreements_withdraws_none(ada: Person) -> None:
    text = exported_text()
    import_file(ada, agreements=FILE["agreements"])

    import_file(ada, **sections_of(text))

    assert json.loads(exported_text())["agreements"]["marketplace"] == FILE["agreements"]["marketplace"]


def test_agreement_that_is_longer_than_today_s_limit_may_stay(ada: Person) -> None:
    AgreementVersion.objects.create(kind="programme", number=1, text="x" * 100_001, published_at=timezone.now())

    assert changes_of(read_file(exported_text())) == []


@pytest.mark.parametrize(
    "section, name, value, place",
    [
        ("calendars", DOCS, {"zone": "Mars/Olympus", "hours": {"1": [0, 60]}}, f"calendars.{DOCS}: zone"),
        ("calendars", DOCS, {"zone": "UTC", "hours": {"1": [60, 0]}}, f"calendars.{DOCS}: hours_1"),
        ("calendars", DOCS, "UTC", "wrong type"),
        ("calendars", "nobody", None, "calendars.nobody: unknown name."),
        ("checklists", DOCS, [{"key": "a", "text": {}}], f"checklists.{DOCS}: a.text_en"),
        ("replies", DOCS, 7, "wrong type"),
        ("agreements", "marketplace", "", "agreements.marketplace"),
        ("agreements", "marketplace", 7, "agreements.marketplace"),
        ("agreements", "marketplace", "x" * 100_001, "agreements.marketplace"),
        ("checks", "AC-001", "off", "checks.AC-001"),
        ("checks", "AC-001", {"mode": "warn", "enforced_from": "2100-03-01T00:00:00Z"}, "needs a time zone"),
        ("checks", "AC-001", {"enforced_from": "2100-03-01T00:00:00"}, "needs a time zone"),
        ("checks", "AC-001", {"mode": "warn", "until": "2100"}, "checks.AC-001"),
        ("checks", "XX-999", "warn", "checks.XX-999: unknown name."),
    ],
)
def test_wrong_value_is_refused(ada: Person, section: str, name: str, value: Json, place: str) -> None:
    with pytest.raises(SettingsFileRefused) as refused:
        read_file(json.dumps({"schema": 1, section: {name: value}}))

    assert place in str(refused.value)
