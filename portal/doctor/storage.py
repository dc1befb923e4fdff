"""Tests the storage: an object is written, read, listed and deleted."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

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
