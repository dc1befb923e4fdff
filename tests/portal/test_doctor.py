"""`manage.py doctor` uses the services, with the real client libraries."""

import os
import socket
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from ssl import SSLCertVerificationError
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from accounts.actions import create_admin
from accounts.models import Person
from portal.connections import email
from portal.doctor import database, mail
from portal.doctor.checks import find_problems, service_checks
from portal.doctor.problems import ServiceDown, ServiceProblem
from portal.doctor.variables import misspelt_variables
from portal.environment import Environment, read_environment
from tests.accounts.company_provider import running_provider
from tests.contract.tree import ROOT
from tests.files.s3_server import S3Server, s3_server, use_storage
from tests.portal.smtp_server import smtp_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


def found_problem(**options: str) -> str:
    with pytest.raises(CommandError) as caught:
        call_command("doctor", **options)
    return str(caught.value)


def test_objects_are_written_read_and_deleted(s3: S3Server, settings: Settings) -> None:
    use_storage(settings, s3.url())

    call_command("doctor")

    assert s3.requests == ["PUT", "HEAD", "HEAD", "GET", "GET", "DELETE"]  # the client asks for the size twice
    assert s3.objects == {}


def test_missing_bucket_is_a_problem(s3: S3Server, settings: Settings) -> None:
    use_storage(settings, s3.url(bucket="missing"))

    problem = found_problem()

    assert problem.startswith("storage: The portal can't write files: ")
    assert "The specified bucket does not exist" in problem


@pytest.mark.parametrize("method, verb", [("PUT", "write"), ("GET", "read"), ("DELETE", "delete")])
def test_missing_permission_is_a_problem(s3: S3Server, settings: Settings, method: str, verb: str) -> None:
    s3.denied_methods.add(method)
    use_storage(settings, s3.url())

    assert found_problem().startswith(f"storage: The portal can't {verb} files: ")
    assert bool(s3.objects) == (verb == "delete")


def test_wrong_key_is_a_problem(s3: S3Server, settings: Settings) -> None:
    use_storage(settings, s3.url(access_key="other"))

    assert "InvalidAccessKeyId" in found_problem()


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return closed.getsockname()[1]


def test_storage_that_does_not_respond_is_a_problem(s3: S3Server, settings: Settings, free_port: int) -> None:
    use_storage(settings, s3.url().replace(str(s3.server_port), str(free_port)))

    assert found_problem().startswith("storage: The storage does not respond (Could not connect to the endpoint URL")


def test_folder_that_is_not_writable_is_a_problem(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")
    use_storage(settings, f"file://{tmp_path}/files")

    assert found_problem().startswith("storage: The portal can't write files: ")


def use_redis(settings: Settings, url: str) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, redis_url=url)


@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="there is no Redis")
@pytest.mark.usefixtures("data_dir")
def test_redis_is_used() -> None:
    call_command("doctor")


@pytest.mark.usefixtures("data_dir")
def test_redis_that_does_not_respond_is_a_problem(settings: Settings, free_port: int) -> None:
    use_redis(settings, f"redis://127.0.0.1:{free_port}/0")

    problem = find_problems()["Redis"]

    assert type(problem) is ServiceDown
    assert str(problem).startswith("Error 111 connecting to 127.0.0.1")


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize("refusal", ["NOAUTH Authentication required.", "READONLY You can't write against a replica."])
def test_redis_that_refuses_is_a_problem(settings: Settings, refusal: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=refuse_commands, args=(server, f"-{refusal}\r\n".encode()), daemon=True).start()
        use_redis(settings, f"redis://127.0.0.1:{server.getsockname()[1]}/0")

        problem = find_problems()["Redis"]

    assert type(problem) is ServiceProblem
    assert str(problem).endswith("Check REDIS_URL.")


def refuse_commands(server: socket.socket, response: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        while connection.recv(1000):
            connection.sendall(response)


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize("seconds, direction", [(75, "ahead of"), (-75, "behind")])
def test_other_clock_is_a_problem(monkeypatch: pytest.MonkeyPatch, seconds: int, direction: str) -> None:
    shifted = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(database.timezone, "now", lambda: shifted)

    problem = found_problem()

    assert problem.startswith("database: This machine's clock is 7")
    assert f" s {direction} the database's. Synchronise both." in problem


@pytest.mark.usefixtures("data_dir")
def test_database_that_does_not_respond_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("connection refused\n")

    monkeypatch.setattr(database, "_database_time", fail)

    assert found_problem() == "database: connection refused. Check DATABASE_URL."


def use_mail(settings: Settings, url: str) -> None:
    for name, value in email(read_environment({"EMAIL_URL": url})).items():
        setattr(settings, name, value)


@pytest.mark.usefixtures("data_dir")
def test_mail_is_sent_to_the_person_who_asks(settings: Settings) -> None:
    with smtp_server() as server:
        use_mail(settings, server.url)
        call_command("doctor", mail_to="ops@partners.example")

    assert {"To: ops@partners.example", "Subject: Test e-mail from Slipway"} <= set(server.lines)


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_refused_mail_is_a_problem(settings: Settings, command: str) -> None:
    with smtp_server(refused=command) as server:
        use_mail(settings, server.url)
        problem = found_problem(mail_to="ops@partners.example")

    assert problem == ("mail server: The server refused the e-mail: Relaying denied. Check EMAIL_URL and MAIL_FROM.")


@pytest.mark.usefixtures("data_dir")
def test_mail_server_that_does_not_respond_is_a_problem(settings: Settings, free_port: int) -> None:
    use_mail(settings, f"smtp://127.0.0.1:{free_port}")

    assert found_problem(mail_to="ops@partners.example").startswith("mail server: ")
    assert type(find_problems()["mail server"]) is ServiceDown


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize(
    "refused, text, problem",
    [
        ("AUTH", "535 5.7.8 No", "The server refused the user or password: 5.7.8 No. Check EMAIL_URL."),
        ("AUTH", "454 4.7.0 Later", "The server refused the user or password: 4.7.0 Later. Check EMAIL_URL."),
        ("", "", "STARTTLS extension not supported by server. Check EMAIL_URL."),
    ],
)
def test_sign_in_at_the_mail_server_is_tested_without_an_e_mail(
    settings: Settings, refused: str, text: str, problem: str
) -> None:
    """A refusal that the server may take back must not keep the portal from starting."""
    with smtp_server(refused=refused, refusal=text) as server:
        query = "" if refused else "?tls=1"
        use_mail(settings, f"{server.url.replace('://', '://slipway:pw@')}{query}")
        service_problem = find_problems()["mail server"]

    assert str(service_problem) == problem
    assert isinstance(service_problem, ServiceDown) == text.startswith("4")
    assert server.lines == []


@pytest.mark.parametrize("code, is_down", [(10, True), (62, False)])
def test_a_certificate_that_expired_is_an_outage(code: int, is_down: bool) -> None:
    """Others are those of another host, or of an authority that this machine doesn't know."""
    fault = SSLCertVerificationError(1, "certificate verify failed")
    fault.verify_code = code

    assert mail._is_outage(fault) == is_down


@pytest.mark.usefixtures("data_dir")
def test_output_says_that_no_e_mail_was_sent() -> None:
    out = StringIO()
    call_command("doctor", stdout=out)

    assert "No e-mail was sent." in out.getvalue()


def test_each_service_that_a_variable_names_is_tested_at_the_start() -> None:
    """A new service gets a test of its own."""
    tested = {
        "database": "database_url", "owner of the tables": "database_owner_url", "Redis": "redis_url",
        "storage": "storage_url", "mail server": "email_url",
    }  # fmt: skip
    named = {
        declared.name
        for declared in fields(Environment)
        if declared.metadata["parse"].__qualname__.startswith("service_address.")
    }

    assert named == set(tested.values())
    assert set(service_checks(is_prepared=False)) == {*tested, "data folder", "audit stream"}


@pytest.mark.parametrize(
    "version, encoding, is_standby, problem",
    [
        (140_011, "UTF8", False, "The server is PostgreSQL 14. Use version 15 or newer."),
        (150_000, "SQL_ASCII", False, "The encoding of the database is SQL_ASCII."),
        (170_002, "UTF8", True, "The server is a standby that can't be written to."),
    ],
)
def test_server_that_cannot_have_the_tables_is_a_problem(
    version: int,
    encoding: str,
    is_standby: bool,
    problem: str,
) -> None:
    with pytest.raises(ServiceProblem, match=problem):
        database._assert_usable(version, encoding, is_standby)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")
def test_owner_that_cannot_connect_is_a_problem(settings: Settings) -> None:
    settings.DATABASE_OWNER = {**settings.DATABASES["default"], "NAME": "no_such_database"}

    problem = str(find_problems()["owner of the tables"])

    assert 'database "no_such_database" does not exist' in problem
    assert problem.endswith("Check DATABASE_OWNER_URL.")
    assert connection.settings_dict["NAME"] != "no_such_database"


def test_guide_names_the_oldest_server() -> None:
    assert f"PostgreSQL {database.LEAST_POSTGRESQL} or newer" in (ROOT / "docs/operations.md").read_text()


def test_provider_of_staff_must_publish_its_addresses(settings: Settings) -> None:
    with running_provider() as provider:
        settings.STAFF_ISSUER = provider.address
        assert "identity provider" not in find_problems()
        provider.about["issuer"] = "https://other.example"

        problem = find_problems()["identity provider"]

    assert type(problem) is ServiceDown
    assert f"We couldn't read {provider.address}/.well-known/openid-configuration" in str(problem)


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize(
    "name, meant",
    [
        ("STORAGE_URI", "STORAGE_URL"),
        ("SECRETKEY", "SECRET_KEY"),
        ("MAIL_FORM", "MAIL_FROM"),
        ("redis_url", "REDIS_URL"),
        ("SLIPWAY_PUBLIC_URL", "PUBLIC_URL"),
    ],
)
def test_misspelt_variable_is_a_problem(monkeypatch: pytest.MonkeyPatch, name: str, meant: str) -> None:
    monkeypatch.delenv(meant, raising=False)
    monkeypatch.setenv(name, "something")

    assert f"{name} has no effect. Did you mean {meant}?" in found_problem()


def test_variables_of_other_programs_are_no_problem() -> None:
    others = ["PATH", "HOSTNAME", "LANG", "TZ", "MODEL", "SLIPWAY_PORT", "REDIS_PORT", "DJANGO_SETTINGS_MODULE"]

    assert list(misspelt_variables(dict.fromkeys(others, "something"))) == []
    assert list(misspelt_variables({"STORAGE_URI": "x", "STORAGE_URL": "y"})) == []


def test_provider_of_staff_needs_a_recovery_admin_with_a_password(settings: Settings) -> None:
    settings.STAFF_ISSUER = "https://sso.platform.example"
    create_admin(email="ops@platform.example", name="Ops", now=timezone.now())
    assert found_problem().startswith("staff sign-in: No recovery admin has a password")
    assert "staff sign-in" not in find_problems(is_prepared=False)

    person = Person.objects.get()
    person.set_password("ferry-kelp-harbour-7")
    person.save()

    assert "staff sign-in" not in find_problems()


def test_tables_are_not_tested_before_they_exist(settings: Settings) -> None:
    settings.STAFF_ISSUER = "https://sso.platform.example"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_person RENAME TO not_migrated_yet")

    assert find_problems().keys().isdisjoint({"staff sign-in", "keys"})
