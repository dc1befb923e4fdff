"""CHANGELOG.md as its checks read it."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import accumulate

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, Severity, Spot, Stage, finding
from tilekit.checks.reading import CHANGELOG, text_of
from tilekit.checks.registry import check
from tilekit.core.versions import newest
from tilekit.parse.positions import Unparsable
from tilekit.parse.text import SourceText
from tilekit.scaffold.changelog_parts import Changelog, Entry, cut
from tilekit.scaffold.markdown_text import raw_lines

FIELD = "release_notes.entries"
_HEADING = re.compile(r"## (\d+\.\d+\.\d+) / (\d{4}-\d{2}-\d{2})\s*")


class Notes(Struct, frozen=True, kw_only=True):
    """The file cut into entries, in its order; newest is the entry of the highest version, wherever it stands,
    and is_fresh says that it is known to be new.

    starts are the offsets in characters at which lines begin, and the end of the text.
    """

    source: SourceText
    starts: tuple[int, ...]
    changelog: Changelog
    newest: Entry | None
    is_fresh: bool | None

    @property
    def entries(self) -> list[Entry]:
        return self.changelog.entries

    def spot(self, entry: Entry | None = None, value: object = "", *, below: int = 0, **rest: object) -> Spot:
        """At the heading of an entry, or lines below it."""
        line = (entry.last + below if below else entry.at) if entry else 1
        return finding(file=CHANGELOG, line=line, column=1, value=value, **rest)  # type: ignore[arg-type]


def notes_of(bundle: Bundle, context: Context) -> Notes | None:
    """The release notes; None where there is no file. Raises Unparsable where it is not UTF-8."""
    if CHANGELOG not in bundle.files:
        return None
    source = text_of(bundle, CHANGELOG)
    changelog, added, starts = bundle.parse(CHANGELOG, _cut_up)
    fresh = _is_fresh(added, context)
    return Notes(source=source, starts=starts, changelog=changelog, newest=added, is_fresh=fresh)


def _cut_up(data: bytes) -> tuple[Changelog, Entry | None, tuple[int, ...]]:
    """The entries, the newest of them, which is sought once for all checks, and where lines begin."""
    text = SourceText(data).text
    changelog = cut(text)
    return changelog, newest_entry(changelog), tuple(accumulate(map(len, raw_lines(text)), initial=0))


def _is_fresh(added: Entry | None, context: Context) -> bool | None:
    """Whether the newest entry was added now; None where nobody knows what was published."""
    if added is None or context.lacks(Need.PUBLISHED):
        return None
    if context.published is None:
        return True
    return added.version not in published_versions(context)


def newest_entry(changelog: Changelog) -> Entry | None:
    """The entry of the highest version; the first where none has one."""
    return newest(changelog.entries, lambda entry: entry.version)


def published_versions(context: Context) -> list[str]:
    """The versions of the published listing, in the order of its file."""
    before = context.published
    if before is None or CHANGELOG not in before.files:
        return []
    try:
        return [entry.version for entry in cut(text_of(before, CHANGELOG).text).entries]
    except Unparsable:
        return []


Rule = Callable[[Notes, Context], Iterable[Spot]]


def notes_rule(
    code: str,
    severity: Severity,
    message: str,
    *,
    needs: tuple[Need, ...] = (),
    stage: Stage = Stage.INSTANT,
    folded: str = "",
    security: bool = False,
    fix: FixClass | None = None,
    wants: tuple[Need, ...] = (),
) -> Callable[[Rule], Rule]:
    """Register a rule over the notes; options are those of `check`."""

    def register(rule: Rule) -> Rule:
        @check(
            code=code,
            severity=severity,
            message=message,
            needs=needs,
            stage=stage,
            folded=folded,
            security=security,
            fix=fix,
            wants=wants,
        )
        def run(bundle: Bundle, context: Context) -> Iterator[Spot]:
            notes = notes_of(bundle, context)
            if notes is not None:
                yield from rule(notes, context)

        return rule

    return register


def has_form(entry: Entry) -> bool:
    """True for a heading of three numbers and a day of the calendar."""
    found = _HEADING.fullmatch(entry.heading)
    try:
        return found is not None and bool(date.fromisoformat(found.group(2)))
    except ValueError:
        return False


def kinds_of(entry: Entry) -> list[str]:
    """The kinds of change that the entry names, capitalised, in its order."""
    return [group.kind.capitalize() for group in entry.groups if group.heading]
