"""Applies fixes to a listing in memory, as many together as the guard allows (`fix_guard`)."""

import json
import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial

from msgspec import Struct, field
from msgspec.structs import replace

from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context
from tilekit.checks.engine import CheckReport, run_checks
from tilekit.checks.finding import Finding, Fix, Rendition, Scope
from tilekit.checks.fix_guard import CheckedListing, FixVerdict, codes_to_run, judge_effects, judge_fixes
from tilekit.checks.fixes import apply_edits
from tilekit.checks.registered_checks import check_of
from tilekit.checks.unchecked import codes_of
from tilekit.core.field import Json
from tilekit.core.paths import is_safe
from tilekit.media.renditions import RenditionError, render_picture
from tilekit.parse.json_values import objects
from tilekit.scaffold.bundles import bundle_of_files, bundle_of_package
from tilekit.scaffold.read import package_of_files

# One fix may make another one possible. After this many rounds, each of which runs the checks, the rest is refused.
MOST_ROUNDS = 50
MOST_TRIES = 200
_FIELD_PATH = re.compile(r"(?P<section>\w+)\.(?P<field>\w+)(?:\[(?P<key>.*)\]\.(?P<inner>\w+))?")


def apply_fixes(bundle: Bundle, fixes: Sequence[Fix]) -> Bundle:
    """The listing after the fixes, which must change different places."""
    removed = {path for fix in fixes for path in fix.removed}
    renditions = {rendition.file: rendition for fix in fixes for rendition in fix.renditions}
    files = {path: partial(bundle.files.__getitem__, path) for path in bundle.files if path not in removed}
    changed = dict.fromkeys(edit.file for fix in fixes for edit in fix.edits)
    for path in changed:
        edits = {edit: None for fix in fixes for edit in fix.edits if edit.file == path}
        files[path] = partial(bytes, apply_edits(bundle.files.get(path, b""), tuple(edits)))
    for path, rendition in renditions.items():
        if rendition.source in bundle.files:
            slot = rendition.source, rendition.recipe
            files[path] = partial(bundle.cached, slot, partial(_rendition_bytes, bundle, rendition))
    digests = {path: bundle.files.digest(path) for path in files if path not in changed and path not in renditions}
    new_files = Files(files, digests, links=bundle.files.links)
    values = {path: value for fix in fixes for path, value in fix.values.items()}
    after = _with_values(new_files, bundle.folder, values) if values else bundle_of_files(new_files, bundle.folder)
    after.parsed.update({slot: value for slot, value in bundle.parsed.items() if slot[0] in digests and not values})
    return after


class RefusedFix(Struct, frozen=True, kw_only=True):
    """A finding whose fix is not applied, and the reasons."""

    finding: Finding
    verdict: FixVerdict


class FixApplication(Struct, dict=True):
    """Applies fixes to a listing. bundle is the fixed listing.

    done contains the findings that were fixed. refused maps the fingerprint of each other finding to the reasons. codes
    are the checks whose fixes are wanted; is_excluded selects findings to leave alone. carry_out applies fixes listing;
    the portal passes its own, because it stores more than the folder contains.
    """

    bundle: Bundle
    context: Context
    codes: frozenset[str]
    carry_out: Callable[[Bundle, Sequence[Fix]], Bundle] = apply_fixes
    is_excluded: Callable[[Finding], bool] = lambda _: False
    done: list[Finding] = field(default_factory=list)
    refused: dict[str, RefusedFix] = field(default_factory=dict)
    tries: int = 0

    def run(self) -> None:
        """Apply all fixes together if the guard allows it; otherwise as many as possible."""
        for _ in range(MOST_ROUNDS):
            group = list(_without_overlaps(_without_follow_ups(self.fixable())))
            if not group:
                return
            self._apply_or_split(group)

    def fixable(self) -> list[Finding]:
        """The findings whose fixes are wanted and have not been refused."""
        findings = [finding for finding in self._report.findings if finding.code in self.codes and finding.fix]
        refused = self.refused
        return [finding for finding in findings if finding.fingerprint not in refused and not self.is_excluded(finding)]

    @property
    def report(self) -> CheckReport:
        """The report of the fixed listing."""
        return self._report

    @property
    def remaining_refusals(self) -> list[RefusedFix]:
        """The refused findings that remain. The fix of another finding may have removed the rest."""
        fingerprints = {finding.fingerprint for finding in self._report.findings}
        return [refusal for mark, refusal in self.refused.items() if mark in fingerprints]

    @property
    def unchecked(self) -> frozenset[str]:
        """The selected checks that could not be finished. Their known fixes are refused."""
        return self.codes & codes_of(self._report.unchecked)

    def _apply_or_split(self, group: Sequence[Finding]) -> None:
        """Apply the fixes, which change different places. If that fails, split them in two parts, down
        to single fixes.
        """
        against = self.attempt(group)
        if against.is_good or len(group) == 1:
            return
        if self.tries >= MOST_TRIES:
            self._refuse(group, against)
            return
        for part in _split_group(group, against):
            fingerprints = {finding.fingerprint for finding in part}
            # Offsets may have changed, and the fix of the first part may have resolved other findings, too.
            findings = (finding for finding in self.fixable() if finding.fingerprint in fingerprints)
            if now := list(_without_overlaps(findings)):
                self._apply_or_split(now)

    def attempt(self, group: Sequence[Finding]) -> FixVerdict:
        """Apply the fixes together if the guard allows it. Refuse a single fix that it does not allow."""
        against = self._try_group(group)
        if not against.is_good and len(group) == 1:
            self._refuse(group, against)
        return against

    def _refuse(self, group: Sequence[Finding], against: FixVerdict) -> None:
        self.refused.update({finding.fingerprint: RefusedFix(finding=finding, verdict=against) for finding in group})

    def _try_group(self, group: Sequence[Finding]) -> FixVerdict:
        self.tries += 1
        fixes = [finding.fix for finding in group if finding.fix]
        if not all(is_safe(path) for fix in fixes for path in _changed_files(fix)):
            return FixVerdict(remaining=group)
        before, bundle = CheckedListing(self.bundle, self._report), self.carry_out(self.bundle, fixes)
        if _state_of(bundle) in self._states:
            return FixVerdict(remaining=group)
        report = self._run_checks_on(bundle)
        against = judge_fixes(group, before, CheckedListing(bundle, report))
        if not against.is_good:
            return against
        # A folder is submitted later, and a draft is exported as a folder: the fixes must do no harm there either.
        other = self._run_checks_on(bundle, self._other_context)
        against = judge_effects(group, CheckedListing(self.bundle, self._other_report), CheckedListing(bundle, other))
        if against.is_good:
            self.bundle, self._report, self._other_report = bundle, report, other
            self._states.add(_state_of(bundle))
            self.done += group
        return against

    @cached_property
    def _states(self) -> set[tuple[str, str]]:
        """All states of the listing so far. A fix that leads back to one of them is refused."""
        return {_state_of(self.bundle)}

    @cached_property
    def _report(self) -> CheckReport:
        """The report of the fixed listing."""
        return self._run_checks_on(self.bundle)

    @cached_property
    def _other_report(self) -> CheckReport:
        """The report of the fixed listing in the other scope."""
        return self._run_checks_on(self.bundle, self._other_context)

    @cached_property
    def _other_context(self) -> Context:
        """The context with the other scope: a submission for a folder, and vice versa."""
        is_folder = self.context.scope is Scope.CONTENT
        return replace(self.context, scope=Scope.SUBMISSION if is_folder else Scope.CONTENT)

    def _run_checks_on(self, bundle: Bundle, context: Context | None = None) -> CheckReport:
        return run_checks(bundle, context or self.context, select=codes_to_run(self.codes))


def _state_of(bundle: Bundle) -> tuple[str, str]:
    """Identifies the content of a listing, with the fields that a folder can't contain."""
    values = {key: document.values for key, document in bundle.documents.items()}
    return bundle.digest, json.dumps(values, sort_keys=True, default=str)


def _without_follow_ups(findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings, without those of checks whose findings the other fixes may cause; they are fixed later."""
    later = {code for finding in findings for code in check_of(finding.code).follow_ups if code != finding.code}
    return [finding for finding in findings if finding.code not in later] or findings


def _split_group(group: Sequence[Finding], against: FixVerdict) -> tuple[Sequence[Finding], Sequence[Finding]]:
    """The group in two parts: the fixes that look harmless, and the rest.

    If that leaves one part empty, the parts have half of the codes each or, with a single code, half of the findings.
    """
    prints = {finding.fingerprint for finding in against.remaining}
    files = {finding.file for finding in against.new}
    suspects = [finding for finding in group if finding.fingerprint in prints or files.intersection(_files_of(finding))]
    if 0 < len(suspects) < len(group):
        named = {finding.fingerprint for finding in suspects}
        return [finding for finding in group if finding.fingerprint not in named], suspects
    codes = list(dict.fromkeys(finding.code for finding in group))
    if len(codes) > 1:
        first = [finding for finding in group if finding.code in codes[: len(codes) // 2]]
        rest = [finding for finding in group if finding.code in codes[len(codes) // 2 :]]
        return first, rest
    return group[: len(group) // 2], group[len(group) // 2 :]


def _files_of(finding: Finding) -> set[str]:
    return {finding.file, *(_changed_files(finding.fix) if finding.fix else ())}


def only_removes(finding: Finding) -> bool:
    """Whether the fix of a finding only deletes files."""
    fix = finding.fix
    return bool(fix and fix.removed and not fix.edits and not fix.renditions)


def _changed_files(fix: Fix) -> Iterator[str]:
    yield from (edit.file for edit in fix.edits)
    yield from (rendition.file for rendition in fix.renditions)
    yield from fix.removed


def _without_overlaps(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings whose fixes change different places; the others wait for the next round."""
    taken: dict[str, list[tuple[int, int]]] = {}
    replaced: set[str] = set()
    for finding in findings:
        fix = finding.fix or Fix(title=finding.message)
        alone = [*fix.removed, *(rendition.file for rendition in fix.renditions), *fix.values]
        is_free = replaced.isdisjoint([*_changed_files(fix), *fix.values]) and not any(path in taken for path in alone)
        if is_free and not any(_overlaps(taken.get(edit.file, []), edit.start, edit.end) for edit in fix.edits):
            replaced.update(alone)
            for edit in fix.edits:
                insort(taken.setdefault(edit.file, []), (edit.start, edit.end))
            yield finding


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether an edit overlaps or touches one of the sorted edits in taken. If they touch, their order might matter."""
    at = bisect_left(taken, (start, end))
    return (at < len(taken) and taken[at][0] <= end) or (at > 0 and taken[at - 1][1] >= start)


def _with_values(files: Files, folder: str, values: dict[str, object]) -> Bundle:
    """The listing with other values in its fields, written into its files as the form would do it."""
    package = package_of_files(files, folder)
    for path, value in values.items():
        match = _FIELD_PATH.fullmatch(path)
        document = package.documents.get(match["section"]) if match else None
        if not match or document is None:
            continue
        if match["inner"] is None:
            document.values[match["field"]] = _json(value)
            continue
        for _, row in objects(document.values.get(match["field"])):
            if row.get("key") == match["key"]:
                row[match["inner"]] = _json(value)
    return bundle_of_package(package, folder)


def _rendition_bytes(bundle: Bundle, rendition: Rendition) -> bytes:
    """The converted image; the original if it can't be converted, so that its finding remains."""
    data = bundle.files[rendition.source]
    try:
        return render_picture(data, rendition.recipe)
    except RenditionError:
        return data


def _json(value: object) -> Json:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
