"""Tests the data folder and the storage: files are written; an object is also read, listed and deleted."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from common.external_service import ServiceUnavailable
from portal.doctor.problems import ServiceDown, ServiceProblem

_CONTENT = b"Written by manage.py doctor."


def check_storage() -> None:
    """Raises ServiceProblem, ServiceDown."""
    name = f"doctor-{uuid4()}"
    with _step("write"):
        default_storage.save(name, ContentFile(_CONTENT))
    try:
        _read_and_list(name)
    except ServiceProblem:
        with suppress(OSError):
            default_storage.delete(name)
        raise
    with _step("delete"):
        default_storage.delete(name)


def _read_and_list(name: str) -> None:
    with _step("read"), default_storage.open(name, "rb") as file:
        content = file.read()
    if content != _CONTENT:
        text = "The storage returned other bytes than those that were written. Don't use it for the portal."
        raise ServiceProblem(text)
    with _step("list"):
        default_storage.listdir("")


@contextmanager
def _step(verb: str) -> Iterator[None]:
    """Turn errors into sentences with the verb that describes the step."""
    try:
        yield
    except ServiceUnavailable as fault:
        text = f"The storage does not respond ({fault.__cause__ or 'it did not a few seconds ago'})."
        raise ServiceDown(text) from fault
    except OSError as fault:
        text = f"The portal can't {verb} files: {str(fault).rstrip('.')}. Check STORAGE_URL, the keys and permissions."
        raise ServiceProblem(text) from fault


def check_data_folder() -> None:
    """Raises ServiceProblem if this user can't write to the folder."""
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=settings.DATA_DIR):
            pass
    except OSError as fault:
        text = f"The portal can't write to {settings.DATA_DIR}: {fault.strerror}. Check DATA_DIR and its permissions."
        raise ServiceProblem(text) from fault
