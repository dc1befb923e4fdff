"""Checks of headings: one title, no skipped levels, no duplicates, none without text."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, FixClass, RawFinding, Scope, Severity
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.readme.markdown_text import MarkdownText, is_reported_missing, readme_check, readme_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.sections.overview import Overview

_NO_TITLE = N_("README.md has no title. Start the file with a heading such as “# {name}”.")
_OTHER_TITLE = N_("The title of README.md is “{value}”, but the listing is called {name}. Use the same name.")
_TITLE_IN_FIELD = N_("“{value}” has the heading level of the page title. Make it a section heading.")
_MARKS = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
# Other checks report these sections if they are empty.
_REPORTED_ELSEWHERE = frozenset({"overview", "setup"})


@check(
    code="RM-014",
    name=N_("Not exactly one README title, or another name"),
    severity=Severity.ADVICE,
    asked_in_form=True,
    fix=FixClass.SUGGESTED,
    message=N_("README.md has more than one title. Keep one (# Title) and make the others section headings."),
    applies_to="README.md",
    expected=N_("Exactly one H1, which contains a word of the listing's name"),
    bad="two # headings",
    good="# Acme Queue",
)
def has_one_title(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """There is exactly one H1, which names the listing.

    In a submission, the texts are fields, and no field contains the title of the file.
    """
    is_form = context.scope is Scope.SUBMISSION
    text = readme_of(bundle)
    titles = [heading for heading in text.markdown.headings if heading.level == 1]
    name = bundle.section(Overview).title or bundle.basics.name
    if not titles and not is_form:
        yield text.finding(1, message=_NO_TITLE, name=name)
    elif titles and not is_form and not own_names_of(bundle).has_word_of(titles[0].text):
        yield text.finding(titles[0].line, value=titles[0].text, message=_OTHER_TITLE, name=name)
    for heading in titles[1:]:
        if not is_reported_missing(text, heading.text):
            fix = text.fix(N_("Make this title a section heading"), [_edit_of_level(text, heading.line, 2)])
            message = _TITLE_IN_FIELD if is_form else ""
            yield text.finding(heading.line, value=heading.text, message=message, fix=fix)


@readme_check(
    "RM-015",
    Severity.ADVICE,
    N_("The heading “{h}” skips a level. Use {level}."),
    name=N_("Skipped heading level"),
    fix=FixClass.SUGGESTED,
    applies_to="README.md",
    expected=N_("No heading level is skipped"),
    bad="#### below ##",
    good="### below ##",
)
def skips_no_level(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    before = 1
    for heading in text.markdown.headings:
        level = 2 if is_reported_missing(text, heading.text) else heading.level
        if level > before + 1:
            fix = text.fix(N_("Use {level}"), [_edit_of_level(text, heading.line, before + 1)], level=f"H{before + 1}")
            yield text.finding(heading.line, value=heading.text, h=heading.text, level=f"H{before + 1}", fix=fix)
        before = level


@readme_check(
    "RM-016",
    Severity.WARNING,
    N_("The section “{h}” appears twice. Rename or remove one."),
    name=N_("Two sections with the same heading"),
    applies_to="README.md",
    expected=N_("No two H2 headings, and no two H3 headings below one of them, have the same text"),
    bad="## Setup twice",
    good="## Setup once",
)
def has_sections_once(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """No two H2 headings, and no two H3 headings below one of them, have the same text."""
    sections, parts = set[str](), set[str]()
    for heading in text.markdown.headings:
        name = heading.text.casefold()
        if heading.level == 2:
            parts = set()
        if heading.level in (2, 3):
            seen = sections if heading.level == 2 else parts
            if name in seen:
                yield text.finding(heading.line, value=heading.text, h=heading.text)
            seen.add(name)


@readme_check(
    "RM-017",
    Severity.WARNING,
    N_("The section “{h}” is empty. Add text or remove the heading."),
    name=N_("Empty section"),
    fix=FixClass.SUGGESTED,
    applies_to="README.md",
    expected=N_("No empty sections (a heading directly followed by one of the same or a higher level)"),
    bad="## Events, followed by ## Support",
    good="a sentence below ## Events",
)
def has_filled_sections(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Each heading has text or headings below it.

    A heading directly before another of the same level may be meant as its parent.
    """
    levels = [heading.level for heading in text.markdown.headings]
    for part, following in zip(text.markdown.parts, [*levels[1:], 0], strict=False):
        heading = part.heading
        is_reported_elsewhere = heading.level == 2 and heading.text.casefold() in _REPORTED_ELSEWHERE
        if (
            heading.level > 1
            and not part.blocks
            and not is_reported_elsewhere
            and not is_reported_missing(text, heading.text)
        ):
            last = part.end_line if part.end_line < len(text.markdown.lines) else heading.line
            edits = [text.lines_edit(heading.line, last, "")] if following != heading.level else []
            fix = text.fix(N_("Remove the heading"), edits)
            yield text.finding(heading.line, value=heading.text, h=heading.text, fix=fix)


def _edit_of_level(text: MarkdownText, line: int, level: int) -> Edit | None:
    """The edit that changes the level of a heading; None if the heading is underlined."""
    marks = _MARKS.match(text.markdown.lines[line - 1])
    return text.edit(line, marks.start(1) + 1, length=len(marks[1]), new="#" * level) if marks else None
