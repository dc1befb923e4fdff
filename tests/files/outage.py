"""Simulates an outage of the file storage, without files in caches."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage
from pytest_django import Settings

from common.external_service import ServiceUnavailable
from files import store
from listings.content import parse_cache


class UnavailableStorage(FileSystemStorage):
    """A storage that cannot be reached."""

    def _open(self, *_: object) -> None:  # type: ignore[override]
        raise ServiceUnavailable

    _save = delete = _open  # type: ignore[assignment]


def make_unavailable(folder: Path, settings: Settings) -> None:
    """Make every later read and write of a file fail. folder is the data folder of the test."""
    unavailable = {"BACKEND": f"{__name__}.UnavailableStorage", "OPTIONS": {"location": folder / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": unavailable}
    store.clear_cache()
    parse_cache.clear_cache()
