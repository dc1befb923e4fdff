"""A fix is kept only where its finding is gone afterwards."""

from collections.abc import Iterator

import pytest

from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks import registry
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, Severity, Spot, finding
from tilekit.checks.mending import Mending, mended
from tilekit.checks.registry import check
from tilekit.core.messages import Message
from tilekit.sections.overview import Overview

CODE, OTHER = "QQ-001", "QQ-002"


@pytest.fixture(autouse=True)
def own_checks() -> Iterator[None]:
    """Checks that a test registers are gone after it."""
    before = dict(registry._checks)
    yield
    registry._checks.clear()
    registry._checks.update(before)


def word_check(code: str, word: bytes, replacement: str, *, file: str = "README.md") -> None:
    """Registers a check that finds each place of a word and would replace it."""

    @check(code=code, severity=Severity.ADVICE, message="", fixable=True)
    def find(bundle: Bundle, context: Context) -> Iterator[Spot]:
        at = bundle.files[file].find(word)
        while at >= 0:
            edit = Edit(file=file, start=at, end=at + len(word), replacement=replacement)
            yield finding(file=file, line=1, value=at, fix=Fix(title=Message("Replace it"), edits=(edit,)))
            at = bundle.files[file].find(word, at + len(word))


def run(bundle: Bundle, *codes: str) -> Mending:
    mending = Mending(bundle, Context(), codes)
    mending.run()
    return mending


def test_fix_that_leaves_its_finding_is_refused() -> None:
    word_check(CODE, b"Acme", "Acme Acme")
    bundle = listing()

    mending = run(bundle, CODE)

    assert (mending.done, mending.bundle) == ([], bundle)
    assert mending.refused


def test_fix_that_breaks_a_file_is_refused() -> None:
    word_check(CODE, b'"author"', "author", file="manifest.json")

    assert run(listing(), CODE).done == []


def test_fix_outside_the_listing_is_refused() -> None:
    @check(code=CODE, severity=Severity.ADVICE, message="", fixable=True)
    def find(bundle: Bundle, context: Context) -> Iterator[Spot]:
        if "../new.md" not in bundle.files:
            edit = Edit(file="../new.md", start=0, end=0, replacement="x")
            yield finding(file="README.md", line=1, fix=Fix(title=Message("Make it"), edits=(edit,)))

    assert run(listing(), CODE).done == []


def test_fixes_that_meet_are_applied_one_after_the_other() -> None:
    word_check(CODE, b"one two", "1 two")
    word_check(OTHER, b"two three", "2 three")

    mending = run(listing(readme="# Acme\n\none two three one two three\n"), CODE, OTHER)

    assert mending.bundle.files["README.md"] == b"# Acme\n\n1 2 three 1 2 three\n"
    assert len(mending.done) == 4


def test_fixes_that_undo_each_other_come_to_an_end() -> None:
    word_check(CODE, b"one", "two")
    word_check(OTHER, b"two", "one")

    run(listing(readme="# one\n"), CODE, OTHER)


def test_fix_of_a_field_is_written_into_its_file() -> None:
    bundle = listing()
    fix = Fix(title=Message("Name it"), values={"overview.title": "Other", "overview.media[none].caption": "x"})

    after = mended(bundle, [fix])

    assert after.section(Overview).title == "Other"
    assert after.files["manifest.json"] == bundle.files["manifest.json"].replace(b'"Acme Widget",', b'"Other",', 1)
    assert {path for path in bundle.files if after.files[path] != bundle.files[path]} == {"manifest.json"}
