"""Reasons against fixes: the finding remains, a new blocker or warning appears, or they exceed a limit."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from tilekit.bundle import Bundle, Files
from tilekit.checks.engine import CheckReport
from tilekit.checks.file_renames import file_renames
from tilekit.checks.finding import Finding, Scope, Severity, Stage
from tilekit.checks.fix_limits import limit_violations
from tilekit.checks.registered_checks import all_checks, check_of
from tilekit.checks.unchecked import Unchecked, codes_of
from tilekit.core.messages import N_, Message

_MOST_REASONS = 3
_HARD = (frozenset({Severity.BLOCKER}), frozenset({Severity.BLOCKER, Severity.WARNING}))


class CheckedListing(Struct, frozen=True):
    """A listing and its findings."""

    bundle: Bundle
    report: CheckReport

    @property
    def unreadable(self) -> set[str]:
        """The files that can't be read. Nothing else is reported about them."""
        return {
            finding.file
            for finding in self.report.findings
            if finding.severity is Severity.BLOCKER and check_of(finding.code).parses
        }


class FixVerdict(Struct, frozen=True, kw_only=True):
    """The result of trying fixes. remaining contains the findings that the fixes should have removed, new those that
    they cause.

    limit_violations contains violations of the limits of fixes (`fix_limits`), unchecked the checks that could not be
    finished.
    """

    remaining: Sequence[Finding] = ()
    new: Sequence[Finding] = ()
    limit_violations: Sequence[Message] = ()
    unchecked: Sequence[Unchecked] = ()

    @property
    def is_good(self) -> bool:
        """Whether the fixes can be applied."""
        return not (self.remaining or self.new or self.limit_violations or self.unchecked)

    @property
    def reasons(self) -> Sequence[Message]:
        """Sentences that explain why the fixes are refused, a few at most. Exceeded limits come first."""
        new = [_new_finding_message(finding) for finding in self.new]
        remaining = [
            Message(N_("The fix would not solve the problem: {what}"), {"what": finding.message})
            for finding in self.remaining
        ]
        unchecked = [failure.message for failure in self.unchecked]
        return [*self.limit_violations, *unchecked, *(new or remaining)][:_MOST_REASONS]


def _new_finding_message(finding: Finding) -> Message:
    values = {"code": finding.code, "file": finding.file, "what": finding.message}
    if not finding.file:
        return Message(N_("The fix would cause {code}: {what}"), values)
    return Message(N_("The fix would cause {code} in {file}: {what}"), values)


def codes_to_run(codes: Collection[str]) -> frozenset[str]:
    """The codes of the checks to run before and after fixes for findings of these codes: the same codes, and those of
    all instant checks.
    """
    return frozenset(codes).union(check.code for check in all_checks() if check.stage is Stage.INSTANT)


def judge_fixes(fixed: Sequence[Finding], before: CheckedListing, after: CheckedListing) -> FixVerdict:
    """The reasons against the fixes of these findings. before and after are the listing without and with them.

    Deep checks count only for their own fixes.
    """
    sides = _Comparison(before, after)
    codes = {finding.code for finding in fixed}
    return FixVerdict(
        remaining=tuple(_remaining_findings(fixed, before.report, after.report)),
        new=tuple(_unexpected_findings(fixed, sides)),
        limit_violations=tuple(limit_violations(before.bundle, after.bundle, sides.renamed)),
        unchecked=tuple(_checks_that_cannot_judge(codes, before.report, after.report)),
    )


def judge_effects(fixed: Sequence[Finding], before: CheckedListing, after: CheckedListing) -> FixVerdict:
    """The new findings in another scope than the one in which the fixed findings were reported.

    Fields that a folder can't contain don't count: a folder has none of them, with or without the fixes.
    """
    findings = _unexpected_findings(fixed, _Comparison(before, after))
    new = (finding for finding in findings if finding.file or check_of(finding.code).scope is Scope.CONTENT)
    return FixVerdict(new=tuple(new))


def _unexpected_findings(fixed: Sequence[Finding], sides: "_Comparison") -> Iterator[Finding]:
    """The new blockers and warnings that the fixes must not cause.

    A follow-up is expected, and so is a finding that could not be reported before. Neither may be more severe than what
    was fixed: one warning must not become a blocker.
    """
    codes = {finding.code for finding in fixed}
    for finding in sides.more():
        causes = [cause for cause in fixed if finding.code in check_of(cause.code).follow_ups]
        if not causes and sides.was_hidden(finding):
            causes = list(fixed)
        is_expected = bool(causes) and all(cause.severity.rank <= finding.severity.rank for cause in causes)
        if not is_expected and (check_of(finding.code).stage is Stage.INSTANT or finding.code in codes):
            yield finding


def _checks_that_cannot_judge(codes: Collection[str], before: CheckReport, after: CheckReport) -> Iterator[Unchecked]:
    """The checks that can't judge the fixes.

    These are checks of the fixed findings that failed before or after, and other checks that failed only after.
    """
    old_codes = codes_of(before.unchecked) - set(codes)
    failures = {failure.code: failure for failure in (*before.unchecked, *after.unchecked) if failure.code in codes}
    failures.update({failure.code: failure for failure in after.unchecked if failure.code not in old_codes})
    yield from failures.values()


def _remaining_findings(fixed: Sequence[Finding], before: CheckReport, after: CheckReport) -> Iterator[Finding]:
    """The findings that remain; all findings of a code if it is unclear which ones remain."""
    old, left = (Counter(finding.code for finding in report.findings) for report in (before, after))
    same = {finding.fingerprint for finding in after.findings}
    for code, number in Counter(finding.code for finding in fixed).items():
        if left[code] > old[code] - number:
            findings = [finding for finding in fixed if finding.code == code]
            yield from [finding for finding in findings if finding.fingerprint in same] or findings


class _Comparison(Struct, frozen=True, dict=True):
    before: CheckedListing
    after: CheckedListing

    def more(self) -> Iterable[Finding]:
        """New blockers and warnings, counted for each code and file.

        An old finding whose place or value changes is not a new one.
        """
        old = self.before.report.findings
        fingerprints = {finding.fingerprint for finding in old}
        after = sorted(self.after.report.findings, key=lambda finding: finding.fingerprint not in fingerprints)
        new_findings: dict[str, Finding] = {}
        for hard in _HARD:
            left = Counter((finding.code, finding.file) for finding in old if finding.severity in hard)
            for finding in after:
                key = finding.code, self.renamed.get(finding.file, finding.file)
                if finding.severity in hard and not left[key]:
                    new_findings[finding.fingerprint] = finding
                left[key] -= finding.severity in hard and left[key] > 0
        return new_findings.values()

    def was_hidden(self, finding: Finding) -> bool:
        """Whether the finding could not be reported before, because a file was missing or unreadable.

        Fixes that change only unreadable files can only reveal hidden findings, in any file.
        """
        report = self.before.report
        if finding.code in report.suppressed or finding.code in report.stopped:
            return True
        return finding.file in self._paths_unread_before or self._changed_paths <= self._paths_unread_before

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """New path -> old path of the files that the fixes rename."""
        return _find_renames(self.before.bundle.files, self.after.bundle.files)

    @cached_property
    def _changed_paths(self) -> set[str]:
        old, new = self.before.bundle.files, self.after.bundle.files
        both = set(old) & set(new)
        return set(old) ^ set(new) | {path for path in both if old.digest(path) != new.digest(path)}

    @cached_property
    def _paths_unread_before(self) -> set[str]:
        added = set(self.after.bundle.files) - set(self.before.bundle.files) - set(self.renamed)
        return added | self.before.unreadable - self.after.unreadable


def _find_renames(old: Files, new: Files) -> dict[str, str]:
    """New path -> old path of files that were renamed, with few or no other changes."""
    removed = [path for path in old if path not in new]
    added = [path for path in new if path not in old]
    if not removed or not added:
        return {}
    by_digest = {old.digest(path): path for path in removed}
    same = {path: by_digest[new.digest(path)] for path in added if new.digest(path) in by_digest}
    rest = {path: old[path] for path in removed if path not in same.values()}
    return {**same, **file_renames(rest, {path: new[path] for path in added if path not in same})}
