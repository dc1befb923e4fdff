"""`manage.py doctor` uses the services, with the real client libraries."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.files.s3_server import S3Server, s3_server, use_storage

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


def test_storage_that_does_not_respond_is_a_problem(s3: S3Server, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    use_storage(settings, s3.url().replace(str(s3.server_port), str(port)))

    assert found_problem().startswith("storage: The storage does not respond (Could not connect to the endpoint URL")


def test_folder_that_is_not_writable_is_a_problem(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")
    use_storage(settings, f"file://{tmp_path}/files")

    assert found_problem().startswith("storage: The portal can't write files: ")
