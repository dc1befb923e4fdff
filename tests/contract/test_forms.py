"""The portal reports invalid forms at their fields; browser validation is off."""

import re

from tests.contract.tree import ROOT

_FORM = re.compile(r"<form\b[^>]*>")


def test_no_form_is_judged_by_the_browser() -> None:
    forms = [
        (path.relative_to(ROOT), form)
        for path in (ROOT / "templates").rglob("*.html")
        for form in _FORM.findall(path.read_text())
        if 'method="dialog"' not in form
    ]

    assert len(forms) > 50
    assert [each for each in forms if " novalidate" not in each[1]] == []
