"""Every row of the page about outages names tests that exist."""

import re

from tests.contract.tree import ROOT

_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
_ROW = re.compile(r"^\| (?!affected|---)", re.MULTILINE)


def test_each_row_names_a_test() -> None:
    page = (ROOT / "docs/outages.md").read_text()
    rows = [line for line in page.splitlines() if _ROW.match(line)]

    assert len(rows) > 15
    assert [row for row in rows if not _NAMED.search(row.split(" | ")[-1])] == []


def test_each_named_test_is_there() -> None:
    named = _NAMED.findall((ROOT / "docs/outages.md").read_text())
    texts = {file: (ROOT / file).read_text() if (ROOT / file).exists() else "" for file, _test in named}

    assert [(file, test) for file, test in named if f"def {test or 'test_'}" not in texts[file]] == []
