"""The storage of files stops to answer, and nobody has any file in memory."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from pytest_django import Settings

from common.service import ServiceAway
from files import store
from listings import parsing


class AwayStorage(FileSystemStorage):
    """Holds what was stored before."""

    def _open(self, *_: object) -> None:  # type: ignore[override]
        raise ServiceAway

    _save = delete = _open  # type: ignore[assignment]


def take_away(folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on no file can be read or stored. folder is that of the test's data."""
    away = {"BACKEND": f"{__name__}.AwayStorage", "OPTIONS": {"location": folder / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": away}
    monkeypatch.setattr(store, "_recent", store._Recent())
    monkeypatch.setattr(parsing, "_kept", parsing._Kept())
