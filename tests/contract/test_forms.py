"""The portal reports invalid forms at their fields; browser validation is off."""

import re

from tests.contract.tree import ROOT, tracked

_FORM = re.compile(r"<form\b[^>]*>")
_FIELDS, _SUMMARY = re.compile(r"{% form_fields (\w+)"), re.compile(r"""component "error_summary" form=(\w+)""")


def test_no_form_is_judged_by_the_browser() -> None:
    forms = [
        (path, form)
        for path in tracked(".html")
        for form in _FORM.findall((ROOT / path).read_text())
        if 'method="dialog"' not in form
    ]

    assert len(forms) > 50
    assert [form for form in forms if " novalidate" not in form[1]] == []


def test_no_form_has_two_error_summaries() -> None:
    """`form_fields` renders the summary of its form."""
    texts = {path: (ROOT / path).read_text() for path in tracked(".html")}
    complete = {path: set(_FIELDS.findall(text)) for path, text in texts.items()}

    assert sum(map(len, complete.values())) > 10
    assert {path: both for path in texts if (both := complete[path] & set(_SUMMARY.findall(texts[path])))} == {}
