"""Reasons against fixes: the finding remains, a new blocker or warning appears, or they exceed a limit."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from tilekit.bundle import Bundle, Files
from tilekit.checks.catalogue import all_checks, check_of
from tilekit.checks.engine import Report
from tilekit.checks.finding import Finding, Severity, Stage
from tilekit.checks.fix_limits import overstepped
from tilekit.checks.renamings import renamings
from tilekit.checks.unchecked import Unchecked, codes_of
from tilekit.core.messages import N_, Message

_MOST_REASONS = 3
_HARD = (frozenset({Severity.BLOCKER}), frozenset({Severity.BLOCKER, Severity.WARNING}))


class Checked(Struct, frozen=True):
    """A listing and what the checks found in it."""

    bundle: Bundle
    report: Report

    @property
    def unreadable(self) -> set[str]:
        """The files that cannot be read, about which nothing else is said."""
        return {
            found.file
            for found in self.report.findings
            if found.severity is Severity.BLOCKER and check_of(found.code).parses
        }


class Verdict(Struct, frozen=True, kw_only=True):
    """stays holds findings that the fixes were for and that are still there, new what they would bring.

    oversteps says what they would do that no fix may (`fix_limits`), unchecked which checks cannot judge them.
    """

    stays: Sequence[Finding] = ()
    new: Sequence[Finding] = ()
    oversteps: Sequence[Message] = ()
    unchecked: Sequence[Unchecked] = ()

    @property
    def is_good(self) -> bool:
        """Whether the fixes may be applied."""
        return not (self.stays or self.new or self.oversteps or self.unchecked)

    @property
    def reasons(self) -> Sequence[Message]:
        """Sentences with the reasons against the fixes; the limits first, a few at most."""
        new = [_brought(found) for found in self.new]
        stays = [
            Message(N_("The fix would not solve the problem: {what}"), {"what": found.message}) for found in self.stays
        ]
        unchecked = [each.message for each in self.unchecked]
        return [*self.oversteps, *unchecked, *(new or stays)][:_MOST_REASONS]


def _brought(found: Finding) -> Message:
    values = {"code": found.code, "file": found.file, "what": found.message}
    if not found.file:
        return Message(N_("The fix would cause {code}: {what}"), values)
    return Message(N_("The fix would cause {code} in {file}: {what}"), values)


def watched(codes: Collection[str]) -> frozenset[str]:
    """The codes to run before and after fixes for findings of these codes: theirs, and all instant checks."""
    return frozenset(codes).union(check.code for check in all_checks() if check.stage is Stage.INSTANT)


def verdict(fixed: Sequence[Finding], before: Checked, after: Checked) -> Verdict:
    """The reasons against the fixes of these findings; before and after are the listing without and with them.

    Both reports come from runs of `watched` codes. Deep checks count only for their own fixes.
    """
    sides = _Sides(before, after)
    codes = {found.code for found in fixed}
    follow_ups = {code for each in codes for code in check_of(each).follow_ups}
    allowed = follow_ups | before.report.untold | before.report.stopped
    new = tuple(
        found
        for found in sides.more()
        if found.code not in allowed
        and not sides.was_hidden(found)
        and (check_of(found.code).stage is Stage.INSTANT or found.code in codes)
    )
    return Verdict(
        stays=tuple(_staying(fixed, before.report, after.report)),
        new=new,
        oversteps=tuple(overstepped(before.bundle, after.bundle, sides.renamed)),
        unchecked=tuple(_unable(codes, before.report, after.report)),
    )


def _unable(codes: Collection[str], before: Report, after: Report) -> Iterator[Unchecked]:
    """The checks that cannot judge the fixes: their own that stopped on either side, others that stop only after."""
    known = codes_of(before.unchecked) - set(codes)
    found = {each.code: each for each in (*before.unchecked, *after.unchecked) if each.code in codes}
    found.update({each.code: each for each in after.unchecked if each.code not in known})
    yield from found.values()


def _staying(fixed: Sequence[Finding], before: Report, after: Report) -> Iterator[Finding]:
    """The findings that remain; all of a code if it is not clear which."""
    old, left = (Counter(found.code for found in report.findings) for report in (before, after))
    same = {found.fingerprint for found in after.findings}
    for code, number in Counter(found.code for found in fixed).items():
        if left[code] > old[code] - number:
            own = [found for found in fixed if found.code == code]
            yield from [found for found in own if found.fingerprint in same] or own


class _Sides(Struct, frozen=True, dict=True):
    before: Checked
    after: Checked

    def more(self) -> Iterable[Finding]:
        """Blockers and warnings beyond those of before, counted for each code and file.

        A fix may change the place or the value of an old finding, which makes it no new one.
        """
        known = {found.fingerprint for found in self.before.report.findings}
        after = sorted(self.after.report.findings, key=lambda found: found.fingerprint not in known)
        found: dict[str, Finding] = {}
        for hard in _HARD:
            left = Counter((each.code, each.file) for each in self.before.report.findings if each.severity in hard)
            for each in after:
                key = each.code, self.renamed.get(each.file, each.file)
                if each.severity in hard and not left[key]:
                    found[each.fingerprint] = each
                left[key] -= each.severity in hard and left[key] > 0
        return found.values()

    def was_hidden(self, found: Finding) -> bool:
        """Whether nobody could find it before: its file was missing or could not be read.

        Fixes that change nothing but files which nobody could read bring only what was hidden, wherever it is.
        """
        return found.file in self._hidden or self._changed <= self._hidden

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """New path -> old path."""
        return _renamed(self.before.bundle.files, self.after.bundle.files)

    @cached_property
    def _changed(self) -> set[str]:
        old, new = self.before.bundle.files, self.after.bundle.files
        both = set(old) & set(new)
        return set(old) ^ set(new) | {path for path in both if old.digest(path) != new.digest(path)}

    @cached_property
    def _hidden(self) -> set[str]:
        made = set(self.after.bundle.files) - set(self.before.bundle.files) - set(self.renamed)
        return made | self.before.unreadable - self.after.unreadable


def _renamed(old: Files, new: Files) -> dict[str, str]:
    """New path -> old path of files that were only renamed, or changed a little with that."""
    gone = [path for path in old if path not in new]
    made = [path for path in new if path not in old]
    if not gone or not made:
        return {}
    by_digest = {old.digest(path): path for path in gone}
    same = {path: by_digest[new.digest(path)] for path in made if new.digest(path) in by_digest}
    rest = {path: old[path] for path in gone if path not in same.values()}
    return {**same, **renamings(rest, {path: new[path] for path in made if path not in same})}
