"""Applying fixes to a listing in memory, as many at once as the guard lets pass (`fix_guard`)."""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial

from msgspec import Struct, field

from tilekit.bundle import Bundle, Files
from tilekit.checks.catalogue import check_of
from tilekit.checks.context import Context
from tilekit.checks.engine import Report, run_checks
from tilekit.checks.finding import Finding, Fix, Rendition
from tilekit.checks.fix_guard import Checked, Verdict, verdict, watched
from tilekit.checks.fixes import applied
from tilekit.checks.unchecked import codes_of
from tilekit.core.field import Json
from tilekit.media.renditions import NotRendered, rendered
from tilekit.scaffold.package import bundle_of_files, bundle_of_package
from tilekit.scaffold.paths import is_safe
from tilekit.scaffold.read import package_of_files

# One fix may open the way for another. After so many tries, each of which runs the checks, the rest is refused.
MOST_ROUNDS = 50
MOST_TRIES = 200
_FIELD = re.compile(r"(?P<section>\w+)\.(?P<field>\w+)(?:\[(?P<key>.*)\]\.(?P<inner>\w+))?")


def mended(bundle: Bundle, fixes: Sequence[Fix]) -> Bundle:
    """The listing after fixes that touch different places."""
    removed = {path for fix in fixes for path in fix.removed}
    renditions = {each.file: each for fix in fixes for each in fix.renditions}
    files = {path: partial(bundle.files.__getitem__, path) for path in bundle.files if path not in removed}
    changed = dict.fromkeys(edit.file for fix in fixes for edit in fix.edits)
    for path in changed:
        edits = {edit: None for fix in fixes for edit in fix.edits if edit.file == path}
        files[path] = partial(bytes, applied(bundle.files.get(path, b""), tuple(edits)))
    for path, each in renditions.items():
        if each.source in bundle.files:
            files[path] = partial(bundle.once, (each.source, each.way), partial(_rendered, bundle, each))
    digests = {path: bundle.files.digest(path) for path in files if path not in changed and path not in renditions}
    found = Files(files, digests, bundle.files.links)
    values = {path: value for fix in fixes for path, value in fix.values.items()}
    made = _with_values(found, bundle.folder, values) if values else bundle_of_files(found, bundle.folder)
    made.parsed.update({slot: value for slot, value in bundle.parsed.items() if slot[0] in digests and not values})
    return made


class Refused(Struct, frozen=True, kw_only=True):
    """A finding whose fix is not applied, and what speaks against it."""

    finding: Finding
    verdict: Verdict


class Mending(Struct, dict=True):
    """bundle is the listing as it would be, done holds the findings that are gone, refused the others, by fingerprint.

    codes are those whose fixes are wanted, leaves_out says of which findings they are not. carry_out makes the listing
    after fixes: a portal stores more of one than its folder holds.
    """

    bundle: Bundle
    context: Context
    codes: frozenset[str]
    carry_out: Callable[[Bundle, Sequence[Fix]], Bundle] = mended
    leaves_out: Callable[[Finding], bool] = lambda _: False
    done: list[Finding] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)
    tries: int = 0

    def run(self) -> None:
        """Apply every fix that may be: all at once if nothing speaks against that, else as many as can be."""
        for _ in range(MOST_ROUNDS):
            group = list(_apart(_first(self.fixable())))
            if not group:
                return
            self._mend(group)

    def fixable(self) -> list[Finding]:
        """The findings whose fixes are wanted and have not been refused."""
        found = [each for each in self._report.findings if each.code in self.codes and each.fix]
        return [each for each in found if each.fingerprint not in self.refused and not self.leaves_out(each)]

    @property
    def report(self) -> Report:
        """What is found in the listing as it would be."""
        return self._report

    @property
    def left(self) -> list[Refused]:
        """The refused ones that are still found: the fix of another may have done away with them."""
        found = {each.fingerprint for each in self._report.findings}
        return [each for mark, each in self.refused.items() if mark in found]

    @property
    def unchecked(self) -> frozenset[str]:
        """The wanted checks that could not be finished: their fixes are refused, and not all of them are known."""
        return self.codes & codes_of(self._report.unchecked)

    def _mend(self, group: Sequence[Finding]) -> None:
        """Apply the fixes, which touch different places; if that cannot be, in two parts, down to the single fix."""
        against = self.attempt(group)
        if against.is_good or len(group) == 1:
            return
        if self.tries >= MOST_TRIES:
            self._refuse(group, against)
            return
        for part in _parts(group, against):
            wanted = {each.fingerprint for each in part}
            # Offsets may have moved, and the fix of the first part may have done away with more.
            if now := list(_apart(each for each in self.fixable() if each.fingerprint in wanted)):
                self._mend(now)

    def attempt(self, group: Sequence[Finding]) -> Verdict:
        """Apply the fixes if nothing speaks against all of them together; a single one is refused otherwise."""
        against = self._tried(group)
        if not against.is_good and len(group) == 1:
            self._refuse(group, against)
        return against

    def _refuse(self, group: Sequence[Finding], against: Verdict) -> None:
        self.refused.update({each.fingerprint: Refused(finding=each, verdict=against) for each in group})

    def _tried(self, group: Sequence[Finding]) -> Verdict:
        self.tries += 1
        fixes = [each.fix for each in group if each.fix]
        if not all(is_safe(path) for fix in fixes for path in _touched(fix)):
            return Verdict(stays=group)
        before, bundle = Checked(self.bundle, self._report), self.carry_out(self.bundle, fixes)
        if bundle.digest in self._states:
            return Verdict(stays=group)
        report = self._checked(bundle)
        against = verdict(group, before, Checked(bundle, report))
        if against.is_good:
            self.bundle, self._report = bundle, report
            self._states.add(bundle.digest)
            self.done += group
        return against

    @cached_property
    def _states(self) -> set[str]:
        """The digests of what the listing was so far: what leads back there is no progress."""
        return {self.bundle.digest}

    @cached_property
    def _report(self) -> Report:
        """What is found in the listing as it would be."""
        return self._checked(self.bundle)

    def _checked(self, bundle: Bundle) -> Report:
        return run_checks(bundle, self.context, select=watched(self.codes))


def _first(found: Sequence[Finding]) -> Sequence[Finding]:
    """The findings without those of checks whose findings the other fixes may bring: they wait for these fixes."""
    later = {code for each in found for code in check_of(each.code).follow_ups if code != each.code}
    return [each for each in found if each.code not in later] or found


def _parts(group: Sequence[Finding], against: Verdict) -> tuple[Sequence[Finding], Sequence[Finding]]:
    """Two parts of the group: what looks innocent and the rest, else the codes in halves, else the findings."""
    stays = {found.fingerprint for found in against.stays}
    files = {found.file for found in against.new}
    suspects = [each for each in group if each.fingerprint in stays or files.intersection(_files_of(each))]
    if 0 < len(suspects) < len(group):
        named = {each.fingerprint for each in suspects}
        return [each for each in group if each.fingerprint not in named], suspects
    codes = list(dict.fromkeys(each.code for each in group))
    if len(codes) > 1:
        first = set(codes[: len(codes) // 2])
        return [each for each in group if each.code in first], [each for each in group if each.code not in first]
    return group[: len(group) // 2], group[len(group) // 2 :]


def _files_of(found: Finding) -> set[str]:
    return {found.file, *(_touched(found.fix) if found.fix else ())}


def only_removes(found: Finding) -> bool:
    """Whether its fix takes files out and puts nothing in their place."""
    fix = found.fix
    return bool(fix and fix.removed and not fix.edits and not fix.renditions)


def _touched(fix: Fix) -> Iterator[str]:
    yield from (edit.file for edit in fix.edits)
    yield from (each.file for each in fix.renditions)
    yield from fix.removed


def _apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings whose fixes touch different places; the others wait for the next round."""
    taken: dict[str, list[tuple[int, int]]] = {}
    whole: set[str] = set()
    for finding in findings:
        fix = finding.fix or Fix(title=finding.message)
        alone = [*fix.removed, *(each.file for each in fix.renditions), *fix.values]
        is_free = whole.isdisjoint([*_touched(fix), *fix.values]) and not any(path in taken for path in alone)
        if is_free and not any(_meets(taken.get(edit.file, []), edit.start, edit.end) for edit in fix.edits):
            whole.update(alone)
            for edit in fix.edits:
                insort(taken.setdefault(edit.file, []), (edit.start, edit.end))
            yield finding


def _meets(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether an edit meets one of those taken, which are in order; if they only touch, their order might count."""
    at = bisect_left(taken, (start, end))
    return (at < len(taken) and taken[at][0] <= end) or (at > 0 and taken[at - 1][1] >= start)


def _with_values(files: Files, folder: str, values: dict[str, object]) -> Bundle:
    """The listing with other values in its fields, written into its files as the form would."""
    package = package_of_files(files, folder)
    for path, value in values.items():
        match = _FIELD.fullmatch(path)
        document = package.documents.get(match["section"]) if match else None
        if not match or document is None:
            continue
        if match["inner"] is None:
            document.values[match["field"]] = _json(value)
            continue
        rows = document.values.get(match["field"])
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and row.get("key") == match["key"]:
                row[match["inner"]] = _json(value)
    return bundle_of_package(package, folder)


def _rendered(bundle: Bundle, wanted: Rendition) -> bytes:
    """The picture in that way; as it is where that cannot be done, so that its finding stays."""
    data = bundle.files[wanted.source]
    try:
        return rendered(data, wanted.way)
    except NotRendered:
        return data


def _json(value: object) -> Json:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
