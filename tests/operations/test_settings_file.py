"""All settings are exported as a file and imported from it: what changes is shown, checked and one write."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace

from accounts.actors import actor_of
from accounts.models import Person
from audit.models import Event
from common.actor import SYSTEM
from common.errors import NotAllowed
from common.models import PolicyVersion
from common.policies import remember_policies
from common.settings_sections import SettingsImport, file_sections
from operations.errors import SettingChanged, SettingsFileRefused
from operations.policies.actions import change_setting
from operations.policies.settings_file import changes_of, exported_text, import_settings, read_file, state_digest
from tests.accounts.factories import make_admin, make_reviewer
from tilekit.core.field import Json

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
URL = "/settings/file/"


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


def text_with(section: str = "settings", **values: Json) -> str:
    return json.dumps({"schema": 1, section: values})


def by_import(person: Person) -> SettingsImport:
    return SettingsImport(by=actor_of(person), reason="From the test portal", now=timezone.now())


def upload(client: Client, text: str) -> HttpResponse:
    return client.post(URL, {"file": SimpleUploadedFile("settings.json", text.encode())})


def test_admin_exports_and_imports_after_seeing_what_changes(admin: Client, ada: Person) -> None:
    content = json.loads(admin.get("/settings/file/export/").content)
    assert content["schema"] == 1
    assert content["settings"]["FIRST_RESPONSE_DAYS"] == 5
    assert list(content["settings"]) == sorted(content["settings"])
    content["settings"] |= {"FIRST_RESPONSE_DAYS": 4, "HOLIDAYS": ["2026-12-26", "2026-12-25"]}

    preview = upload(admin, json.dumps(content))
    assert [str(change.label) for change in preview.context["changes"]] == ["Time for a first review", "Holidays"]
    assert not PolicyVersion.objects.exists()
    values = {**preview.context["import_form"].initial, "reason": "From the test portal"}
    assert admin.post(URL, values, follow=True).redirect_chain == [("/settings/", 302)]

    rows = PolicyVersion.objects.order_by("key").values_list("key", "value", "reason", "by_id")
    assert list(rows) == [
        ("FIRST_RESPONSE_DAYS", 4, "From the test portal", ada.pk),
        ("HOLIDAYS", ["2026-12-25", "2026-12-26"], "From the test portal", ada.pk),
    ]
    assert Event.objects.filter(verb="setting.change").count() == 2


def test_download_is_recorded(admin: Client, ada: Person) -> None:
    admin.get("/settings/file/export/")

    assert Event.objects.get(verb="settings.export").actor_id == ada.pk


def test_import_of_the_export_changes_nothing(ada: Person) -> None:
    change_setting(key="PLATFORM_NAME", value="Kelp", seen=0, reason="", by=SYSTEM, now=timezone.now())
    text = exported_text()

    assert changes_of(read_file(text)) == []
    assert import_settings(text=text, seen=state_digest(), by_import=by_import(ada)) == []
    assert exported_text() == text
    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize(
    "text, place",
    [
        ("{", "line 1 column 2"),
        ("[]", "settings file"),
        ('{"schema": 2}', "settings file"),
        (text_with(PLATFORM_NAME="\ud800"), "be stored"),
        (text_with("\0"), "be stored"),
        (text_with("colours"), "colours: unknown section."),
        ('{"schema": 1, "calendars": []}', "calendars: This value has the wrong type."),
        ('{"schema": 1, "settings": {"RUN_DAYS": 5, "RUN_DAYS": 7}}', "“RUN_DAYS” occurs twice."),
        (text_with(FIRST_RESPONSE_DAY=4), "settings.FIRST_RESPONSE_DAY: unknown name."),
        (text_with(FIRST_RESPONSE_DAYS=0), "settings.FIRST_RESPONSE_DAYS: Enter 1 or more."),
        (text_with(FIRST_RESPONSE_DAYS="4"), "settings.FIRST_RESPONSE_DAYS: This value has the wrong type."),
        (text_with(FIRST_RESPONSE_DAYS=None), "settings.FIRST_RESPONSE_DAYS: This value has the wrong type."),
        (text_with(HOLIDAYS=["2026-13-01"]), "settings.HOLIDAYS: This value has the wrong type."),
    ],
)
def test_file_with_a_mistake_is_refused_with_its_place(admin: Client, text: str, place: str) -> None:
    with pytest.raises(SettingsFileRefused) as refused:
        read_file(text)
    assert place in str(refused.value)

    response = upload(admin, text)
    assert response.status_code == 422
    assert place in response.content.decode()


def test_import_is_one_write(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    (section,) = (section for section in file_sections().values() if section.name == "settings")
    calls: list[str] = []

    def save(name: str, value: Json, context: SettingsImport) -> None:
        calls.append(name)
        if len(calls) == 2:
            raise NotAllowed
        section.save(name, value, context)

    monkeypatch.setattr(
        "operations.policies.settings_file.file_sections",
        lambda: {"settings": replace(section, save=save)},
    )
    text = text_with(FIRST_RESPONSE_DAYS=4, REREVIEW_DAYS=2)

    with pytest.raises(NotAllowed):
        import_settings(text=text, seen=state_digest(), by_import=by_import(ada))

    assert len(calls) == 2
    assert not PolicyVersion.objects.exists()
    assert not Event.objects.filter(verb="setting.change").exists()


def test_settings_that_changed_since_are_not_overwritten(admin: Client, ada: Person) -> None:
    seen = state_digest()
    change_setting(key="REREVIEW_DAYS", value=9, seen=0, reason="", by=SYSTEM, now=timezone.now())
    text = text_with(REREVIEW_DAYS=2)

    with pytest.raises(SettingChanged):
        import_settings(text=text, seen=seen, by_import=by_import(ada))
    response = admin.post(URL, {"content": text, "seen": seen, "reason": "Equal"})
    assert response.status_code == 409
    assert response.context["import_form"].initial["seen"] == state_digest()
    assert PolicyVersion.objects.count() == 1


def test_only_admins_import() -> None:
    with pytest.raises(NotAllowed):
        import_settings(text=text_with(), seen=state_digest(), by_import=by_import(make_reviewer()))


def test_commands_export_and_import(ada: Person, tmp_path: Path) -> None:
    file, output = tmp_path / "settings.json", StringIO()
    call_command("export_settings", stdout=output)
    assert output.getvalue() == exported_text()
    assert Event.objects.get(verb="settings.export").actor_kind == SYSTEM.kind

    file.write_text(text_with(REREVIEW_DAYS=2), "utf-8-sig")  # as some editors store it
    call_command("import_settings", str(file), stdout=output)
    assert output.getvalue().endswith("settings.REREVIEW_DAYS\nWould change: 1\n")
    assert not PolicyVersion.objects.exists()
    call_command("import_settings", str(file), by=ada.email, stdout=output)
    assert output.getvalue().endswith("settings.REREVIEW_DAYS\nChanged: 1\n")
    assert PolicyVersion.objects.get().by_id == ada.pk

    for name, by in ((str(file), "nobody@a.example"), (str(tmp_path / "none.json"), ada.email)):
        with pytest.raises(CommandError):
            call_command("import_settings", name, by=by)
