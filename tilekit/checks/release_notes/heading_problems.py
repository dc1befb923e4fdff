"""Details for findings: what is wrong with the heading of an entry, and which word is in place of a kind of change."""

import re
from itertools import pairwise

from tilekit.checks.release_notes.notes import has_form
from tilekit.core.formats import is_date
from tilekit.core.messages import N_, Message
from tilekit.core.versions import version_numbers
from tilekit.scaffold.change_lists import is_bullet
from tilekit.scaffold.changelog_blocks import skipped_lines
from tilekit.scaffold.changelog_parts import ChangelogEntry
from tilekit.scaffold.markdown_text import heading_of, normal_text

_WRITTEN_DAY = re.compile(r"[(\[]?(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[)\]]?")
_LONGEST_KIND = 40
_OTHER_DATE = N_("“{day}” is not a date in the expected format. Example: “## {version} / 2026-01-31”.")
# `**Breaking**`, `_**Breaking**_:`, `Improvements:`: a line that is a heading for the lines below it.
_EMPHASIZED_WORD = re.compile(r"[*_]+(?P<name>[^*_]+)[*_]+[ \t]*[:：]?[ \t]*")
_WITH_COLON = re.compile(r"(?P<name>[^\W\d_][\w '’&/-]*)[:：][ \t]*")


def heading_fault(entry: ChangelogEntry) -> Message | None:
    """The message about the fault in the heading; None if only the form of the heading is unusual."""
    day = _WRITTEN_DAY.fullmatch(entry.date)
    if day and not is_date(entry.date):
        return Message(N_("{day} is not a valid date. Correct it."), {"day": day[1]})
    if not version_numbers(entry.version):
        return None
    if not entry.date:
        return Message(
            N_("This heading has no date. Add one. Example: “## {version} / 2026-01-31”."), {"version": entry.version}
        )
    if not is_date(entry.date):
        return Message(_OTHER_DATE, {"day": entry.date, "version": entry.version})
    heading = f"## {entry.version} / {entry.date}"
    text = N_("The heading does not have the usual format. Write “{heading}”.")
    if "".join(entry.heading.split()) == "".join(heading.split()):
        text = N_("The heading has wrong or missing spaces. Write “{heading}”.")
    return None if has_form(entry) else Message(text, {"heading": heading})


def field_fault(entry: ChangelogEntry) -> Message | None:
    """The message for people who see the version and the date as fields; None if both are valid."""
    if not version_numbers(entry.version):
        return Message(
            N_("“{version}” is not a version. Enter three numbers, such as 1.2.0."), {"version": entry.version}
        )
    if not entry.date:
        return Message(N_("Version {version} has no date. Enter one."), {"version": entry.version})
    if not is_date(entry.date):
        return Message(N_("“{day}” is not a valid date. Enter a date such as 2026-01-31."), {"day": entry.date})
    return None


def other_kind(entry: ChangelogEntry) -> tuple[int, str] | None:
    """The number in the body (from 1) and the text of the first line that looks like a heading of changes, such as
    `**Breaking**`; None if there is none.
    """
    skipped, lines = skipped_lines(entry.body), [normal_text(line).strip() for line in entry.body]
    for at, (line, below) in enumerate(pairwise([*lines, ""])):
        name = "" if at in skipped else _heading_word(line, begins=not below or is_bullet(below))
        if name and len(name) <= _LONGEST_KIND:
            return at + 1, name
    return None


def _heading_word(line: str, *, begins: bool) -> str:
    """The word in a heading, or in a line such as `**Breaking**` or `Breaking:`; "" if there is none.

    A line that ends in a colon counts only if begins is True: the next line is blank or a bullet.
    """
    level, title = heading_of(line)
    word = _EMPHASIZED_WORD.fullmatch(title or line) or (
        _WITH_COLON.fullmatch(title or line) if level or begins else None
    )
    return (word["name"] if word else title if level else "").strip(" \t:：")
