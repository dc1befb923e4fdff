"""The state of an instance before its processes start."""

import os
import subprocess
import sys
from datetime import datetime
from io import StringIO
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.demo import create_demo_people
from accounts.models import Person
from audit.models import EventStream
from audit.writes import record_event
from common.actor import SYSTEM
from portal import prepare_lock
from portal.doctor.demo import assert_demo_fits
from portal.doctor.problems import ServiceProblem
from tests.accounts.factories import give_second_factor, make_person
from tests.contract.tree import ROOT
from tests.files.s3_server import s3_server, use_storage
from tests.migrated import empty_database
from tests.portal.smtp_server import smtp_server
from tests.portal.test_environment import PRODUCTION
from tilekit.checks.version import catalogue_version
from validation.models import CheckCatalogue


def test_no_other_command_repeats_the_system_checks(settings: Settings) -> None:
    """They load all pages and APIs, which takes as long as the rest of the start of a command."""
    ours = {name: app for name, app in get_commands().items() if app in settings.SLIPWAY_APPS}

    assert [name for name, app in ours.items() if load_command_class(app, name).requires_system_checks] == ["prepare"]


@pytest.mark.django_db
def test_commands_say_that_the_database_lacks_tables() -> None:
    def fail(*_: object) -> None:
        raise OperationalError("no such table: audit_seal\nLINE 1: SELECT")

    message = r"^The database can't be used: no such table: audit_seal\. Run manage\.py doctor\.$"
    with connection.execute_wrapper(fail), pytest.raises(CommandError, match=message):
        call_command("verify_audit")


@pytest.mark.django_db
def test_checks_are_recorded_before_any_process_enforces_a_new_one(settings: Settings) -> None:
    settings.DEMO_MODE = False
    settings.DEBUG = True  # static files are served from their sources

    call_command("prepare")

    assert CheckCatalogue.objects.get().version == catalogue_version()


@pytest.mark.django_db
def test_missing_bucket_is_refused_before_anything_changes(settings: Settings) -> None:
    settings.DEMO_MODE = False

    with s3_server() as server:
        use_storage(settings, server.url(bucket="missing"))
        with pytest.raises(CommandError, match="storage: The portal can't write files"):
            call_command("prepare")

    assert not CheckCatalogue.objects.exists()


@pytest.mark.django_db
def test_copy_with_the_receivers_of_the_live_portal_is_refused(settings: Settings) -> None:
    settings.DEMO_MODE = False
    settings.AUDIT_STREAM_URLS = ("syslog+udp://127.0.0.1:9",)
    with transaction.atomic():
        record_event("backup.restored", by=SYSTEM, objects={"as": "copy"}, now=timezone.now())

    with pytest.raises(CommandError, match="Unset AUDIT_STREAM_URL for all processes of the copy"):
        call_command("prepare")

    assert not EventStream.objects.exists()


@pytest.mark.django_db
def test_deployment_checks_are_part_of_it_in_production(settings: Settings) -> None:
    settings.DEMO_MODE, settings.IS_PRODUCTION, settings.SECURE_HSTS_SECONDS = False, True, 0

    with pytest.raises(CommandError, match=r"security\.W004"):
        call_command("prepare")

    assert not CheckCatalogue.objects.exists()


@pytest.mark.sqlite_is_enough
@pytest.mark.django_db
@pytest.mark.slow
def test_prepare_works_with_the_settings_of_production(tmp_path: Path) -> None:
    """Also the deployment checks, which are clean then."""
    static = tmp_path / "static"
    static.mkdir()
    with empty_database() as place:
        url = place.get("DATABASE_URL") or f"sqlite:///{tmp_path / 'slipway.sqlite3'}"
        with smtp_server() as server:
            folders = {"DATA_DIR": str(tmp_path), "STATIC_DIR": str(static)}
            process = start_prepare({**PRODUCTION, **folders, "DATABASE_URL": url, "EMAIL_URL": server.url})
            _, errors = process.communicate(timeout=300)

    assert process.returncode == 0, errors
    assert "Warning" not in errors


@pytest.mark.django_db
def test_keys_that_cannot_read_the_database_are_refused(settings: Settings) -> None:
    """Before anything changes. An operator who has lost a key can go on without it."""
    settings.DEMO_MODE, settings.DEBUG, settings.ENCRYPTION_KEYS = False, True, ("first-key-" * 6,)
    give_second_factor(make_person("ada"))
    settings.ENCRYPTION_KEYS = ("other-key-" * 6,)

    with pytest.raises(CommandError, match=r"keys: No key can read mfa\.Authenticator\.data of .* ENCRYPTION_KEYS"):
        call_command("prepare")
    assert not CheckCatalogue.objects.exists()

    settings.ALLOW_UNREADABLE_SECRETS = True
    call_command("prepare")
    assert CheckCatalogue.objects.exists()


@pytest.mark.django_db
def test_demo_and_live_portal_never_share_a_database(settings: Settings) -> None:
    """A lost line with MODE would give the live portal an admin whose password everybody knows."""
    settings.DEMO_MODE = settings.DEBUG = True
    make_person("ada")
    with pytest.raises(CommandError, match=r"isn't that of a demo\. Set MODE=production"):
        call_command("prepare")
    assert Person.objects.count() == 1
    assert not CheckCatalogue.objects.exists()

    create_demo_people("demo-slipway", timezone.now())
    assert_demo_fits()
    settings.DEMO_MODE, settings.IS_PRODUCTION = False, True
    with pytest.raises(ServiceProblem, match="accounts of the demo, whose password everybody knows"):
        assert_demo_fits()


@pytest.mark.django_db
def test_folder_that_cannot_be_written_is_refused(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO_MODE, settings.DATA_DIR = False, tmp_path / "file" / "data"
    (tmp_path / "file").write_text("")

    with pytest.raises(
        CommandError, match=r"data folder: The portal can't write to .*: Not a directory\. Check DATA_DIR"
    ):
        call_command("prepare")


@pytest.mark.django_db
def test_outage_and_misspelt_variable_are_warnings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO_MODE = False
    settings.DEBUG = True
    monkeypatch.setenv("STORAGE_URI", "s3://parts")
    with s3_server() as server:
        url = server.url()
    use_storage(settings, url)
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    err = StringIO()

    call_command("prepare", stderr=err)

    assert CheckCatalogue.objects.exists()
    assert "Warning: STORAGE_URI has no effect. Did you mean STORAGE_URL?\n" in err.getvalue()
    assert "Warning: storage: The storage does not respond (" in err.getvalue()
    assert "Warning: mail server: [Errno 111] Connection refused. Check EMAIL_URL.\n" in err.getvalue()


@pytest.mark.django_db
def test_mail_is_sent_to_the_person_who_asks(settings: Settings, mailoutbox: list[EmailMessage]) -> None:
    settings.DEMO_MODE = False
    settings.DEBUG = True

    call_command("prepare", mail_to="ops@partners.example")

    assert [mail.to for mail in mailoutbox] == [["ops@partners.example"]]


@pytest.mark.django_db
def test_empty_line_says_that_pages_can_be_served(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO_MODE = settings.DEBUG = True
    out, loaded = StringIO(), []

    def load(_password: str, _now: datetime, *, only_early: bool) -> int:
        loaded.append((only_early, out.getvalue().endswith("\n\n")))
        return 0

    monkeypatch.setattr("portal.management.commands.load_demo.load_demo", load)

    call_command("prepare", stdout=out)

    assert loaded == [(True, False), (False, True)]
    assert "partner@demo.example" in out.getvalue()


@pytest.mark.slow
def test_several_at_once_work(tmp_path: Path) -> None:
    """Each has its own data folder if the database is PostgreSQL, as on several machines."""
    static = tmp_path / "static"
    static.mkdir()
    with empty_database() as place:
        folders = [tmp_path / name if place else tmp_path for name in ("one", "two")]
        processes = [start_prepare({**place, "DATA_DIR": str(folder), "STATIC_DIR": str(static)}) for folder in folders]
        errors = [process.communicate(timeout=300)[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], errors


def start_prepare(environ: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DEMO_DATA": "off", **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_wait_for_another_one_is_reported(tmp_path: Path) -> None:
    is_waiting, is_entered = Event(), Event()

    def enter() -> None:
        with prepare_lock._folder_lock(tmp_path, is_waiting.set):
            is_entered.set()

    with prepare_lock._folder_lock(tmp_path, on_wait=pytest.fail):
        second = Thread(target=enter)
        second.start()
        assert is_waiting.wait(timeout=30)
        assert not is_entered.is_set()
    second.join(timeout=30)
    assert is_entered.is_set()
