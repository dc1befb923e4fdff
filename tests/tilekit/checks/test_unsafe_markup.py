"""Executable content is found in every spelling."""

import pytest

from tilekit.checks.unsafe_markup import unsafe_in


@pytest.mark.parametrize(
    "text, what",
    [
        ("[x](javascript:alert(1))", "javascript:"),
        ("[x](javascript&colon;alert(1))", "javascript:"),
        ("![x](data&colon;text/html,y)", "data:"),
        ("[x]\n\n[x]: javascript&colon;alert(1)", "javascript:"),
        ("<javascript:alert(1)>", "javascript:"),
        ("<script>alert(1)</script>", "<script>"),
        ("<b onclick=alert(1)>x</b>", "onclick"),
    ],
)
def test_what_runs_is_found(text: str, what: str) -> None:
    assert [fault.what for fault in unsafe_in(text)] == [what]


@pytest.mark.parametrize(
    "text", ["", "Reads a: b.", "`[x](javascript:alert(1))`", "[x](https://acme.example/)", "a < b"]
)
def test_what_runs_nowhere_is_passed_over(text: str) -> None:
    assert list(unsafe_in(text)) == []
