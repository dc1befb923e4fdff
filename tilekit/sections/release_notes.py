"""The changes in each version."""

import datetime as dt
from collections.abc import Sequence
from typing import Self

from tilekit.core.choices import Choices
from tilekit.core.composite import Rows
from tilekit.core.fields import Date, Text
from tilekit.core.formats import SEMVER
from tilekit.core.messages import N_
from tilekit.core.section import Document, SectionDocument, Tab, Values
from tilekit.core.versions import newest, next_version

FIRST_VERSION = "1.0.0"
_NOTES = "texts-logo-and-media#release-notes"


def _change_lines(label: str, example: str) -> Choices:
    return Choices(
        label, help=N_("One line per change, in words that a customer understands."), example=example, doc=_NOTES
    )


class ReleaseNote(Document):
    """One version with its changes by kind."""

    named_by = "version"
    version = Text(
        N_("Version"),
        pattern=SEMVER,
        required=True,
        checked_by={"pattern": "RN-004"},
        help=N_("Three numbers, higher than the previous version (the first version is 1.0.0)."),
        example="1.1.0",
        doc=_NOTES,
    )
    # Not required: live changelogs have old headings without a date. The catalogue shows the date of publication; the
    # folder keeps the typed date, because a frozen submission is not edited.
    date = Date(
        N_("Date"),
        checked_by={"required": "RN-004", "pattern": "RN-004"},
        help=N_("The release date (the live tile shows the date of publication instead)."),
        example="2025-03-01",
        doc=_NOTES,
    )
    untyped = Choices(
        N_("Without a type"),
        only_if_filled=True,
        help=N_("Move each of these changes to the list of its type below."),
        example=N_("A dashboard for consumers"),
        doc=_NOTES,
    )
    added = _change_lines(N_("Added"), N_("A dashboard for consumers"))
    changed = _change_lines(N_("Changed"), N_("The depth graph shows the last four hours"))
    fixed = _change_lines(N_("Fixed"), N_("Metrics for idle queues no longer stop"))
    removed = _change_lines(N_("Removed"), N_("The metric acme.queue.age, replaced by acme.queue.delay"))
    deprecated = _change_lines(N_("Deprecated"), N_("The option use_v1, which will be removed in version 2.0.0"))
    security = _change_lines(N_("Security"), N_("Tokens are no longer written to the log"))

    @classmethod
    def proposed(cls, rows: Sequence[Self], *, today: dt.date) -> Values:
        """The next version for a correction, or the first version, with today's date."""
        last = newest(rows, lambda row: row.version)
        return {"version": next_version(last.version) if last else FIRST_VERSION, "date": today.isoformat()}


class ReleaseNotes(SectionDocument, key="release_notes", title=N_("Release Notes"), tab=Tab.RELEASE_NOTES):
    """The Release Notes tab of the tile, in the order of the file."""

    entries = Rows(
        ReleaseNote,
        N_("Versions"),
        min_items=1,
        required=True,
        help=N_("The first version is filled in for you, so you don't need to change it for the launch."),
        example="1.0.0",
        doc=_NOTES,
    )

    @property
    def newest(self) -> ReleaseNote | None:
        """The entry with the highest version, in any position; None if there are no entries."""
        return newest(self.entries, lambda entry: entry.version)
