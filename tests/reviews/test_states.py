"""A state without a row is an error when the portal starts, which names the file."""

import re
from pathlib import Path
from types import ModuleType

import pytest

import reviews.badges
import reviews.guards
import reviews.page.queue_rows


@pytest.mark.parametrize(
    "module, row",
    [
        (reviews.badges, r"ReviewState.CARRIED_OVER: .*\n"),
        (reviews.badges, r"ShownThreadState.OUTDATED: .*\n"),
        (reviews.badges, r"ExceptionState.DECLINED: .*\n"),
        (reviews.guards, r"ExceptionState.DECLINED: \([^()]*\([^()]*\),\s*\),\n"),
        (reviews.page.queue_rows, r"Verdict.REQUEST_CHANGES: .*\n"),
    ],
)
def test_a_state_without_a_row_is_an_error_that_names_the_file(
    module: ModuleType, row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("page_parts.badges.BADGES", {})
    file = Path(str(module.__file__))
    text, removed = re.subn(rf"        {row}", "", file.read_text())

    assert removed == 1
    with pytest.raises(ValueError, match=rf"{re.escape(str(file))}:\d+: add a row for"):
        exec(compile(text, file, "exec"), {"__name__": module.__name__})  # noqa: S102
