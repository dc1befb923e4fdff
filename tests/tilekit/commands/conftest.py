"""Commands print English without colours, and don't use the cache of the person who runs the tests."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "NO_COLOR", "FORCE_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("TILEKIT_CACHE", str(cache))
    monkeypatch.setenv("TERM", "xterm")
    return cache
