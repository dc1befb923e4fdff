"""The state that a killed command leaves for the next one."""

from pathlib import Path

import pytest

from tilekit.commands.submit import resume_state as state_module
from tilekit.commands.submit.resume_state import ResumeState, resume_state_of

BASE = "https://portal.example"


def new_state(path: Path) -> ResumeState:
    """The state as another process reads it."""
    return resume_state_of(BASE, str(path))


def test_a_call_without_a_response_keeps_its_key_in_the_next_process(tmp_path: Path) -> None:
    key = new_state(tmp_path).key_for("submit")
    assert new_state(tmp_path).key_for("submit") == key != new_state(tmp_path).key_for("import")

    new_state(tmp_path).forget_key("submit")
    assert new_state(tmp_path).key_for("submit") != key


def test_a_key_that_the_portal_has_forgotten_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_module.time, "time", lambda: 1_000_000.0)
    key = new_state(tmp_path).key_for("submit")
    for now in (1_000_000.0 + 24 * 3600, 999_999.0):  # a day later, and a clock that was set back
        monkeypatch.setattr(state_module.time, "time", lambda now=now: now)
        assert new_state(tmp_path).key_for("submit") != key


def test_the_submission_is_that_of_the_folder(tmp_path: Path) -> None:
    new_state(tmp_path).store_submission("a")
    assert new_state(tmp_path).submission == "a"
    assert new_state(tmp_path / "other").submission == ""
    assert resume_state_of("https://other.example", str(tmp_path)).submission == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pending": 1}', b"\xff"])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, own_surroundings: Path, content: bytes) -> None:
    new_state(tmp_path).store_submission("a")
    (file,) = (own_surroundings / "submissions").iterdir()
    file.write_bytes(content)
    assert new_state(tmp_path).submission == ""


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TILEKIT_CACHE", str(tmp_path / "file"))
    state = new_state(tmp_path)
    assert state.key_for("submit") == state.key_for("submit")
