"""Applying fixes to a listing in memory: one after the other, each kept only if its finding is gone afterwards."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

from msgspec import Struct, field

from tilekit.bundle import Bundle, Files
from tilekit.checks.catalogue import all_checks
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Edit, Finding, Fix
from tilekit.checks.fixes import applied
from tilekit.core.field import Json
from tilekit.media.renditions import NotRendered, rendered
from tilekit.scaffold.package import bundle_of_files, bundle_of_package
from tilekit.scaffold.paths import is_safe
from tilekit.scaffold.read import package_of_files

# One fix may open the way for another. What is not settled after so many rounds fights with itself.
MOST_ROUNDS = 6
MOST_OF_ONE = 500
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
            files[path] = partial(_rendered, bundle.files[each.source], each.way)
    digests = {path: bundle.files.digest(path) for path in files if path not in changed and path not in renditions}
    found = Files(files, digests, bundle.files.links)
    values = {path: value for fix in fixes for path, value in fix.values.items()}
    made = _with_values(found, bundle.folder, values) if values else bundle_of_files(found, bundle.folder)
    made.parsed.update({slot: value for slot, value in bundle.parsed.items() if slot[0] in digests and not values})
    return made


class Mending(Struct):
    """bundle is the listing as it would be; done are the findings that are gone, refused those whose fix failed.

    carry_out makes the listing after fixes: a portal stores more of one than its folder holds.
    """

    bundle: Bundle
    context: Context
    codes: Collection[str] | None = None
    carry_out: Callable[[Bundle, Sequence[Fix]], Bundle] = mended
    may_remove: bool = True
    done: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Apply every fix that holds."""
        for _ in range(MOST_ROUNDS):
            before = len(self.done)
            for code in dict.fromkeys(finding.code for finding in self.fixable(self.codes)):
                self._mend(code)
            if len(self.done) == before:
                return

    def _mend(self, code: str) -> None:
        """Mend all of a code: at once where that holds, else one by one.

        A fix may make room for the next one of the same code. Each step mends something or gives it up.
        """
        may_group = True
        for _ in range(MOST_OF_ONE):
            found = self.fixable({code})
            group = list(_apart(found))
            if not group:
                return
            if may_group and len(group) > 1:
                may_group = self.attempt(code, group)
            elif not self.attempt(code, found[:1]):
                self.refused.add(found[0].fingerprint)

    def attempt(self, code: str, group: Sequence[Finding]) -> bool:
        """Keep the fixes if so many findings are gone and every file can still be read."""
        fixes = [finding.fix for finding in group if finding.fix]
        if not all(is_safe(path) for fix in fixes for path in _touched(fix)):
            return False
        watched = {code, *_forms()}
        after = self.carry_out(self.bundle, fixes)
        gone = self._counts(self.bundle, watched, code), self._counts(after, watched, code)
        (before_own, before_forms), (after_own, after_forms) = gone
        if after_own > before_own - len(group) or after_forms > before_forms:
            return False
        self.bundle = after
        self.done += group
        return True

    def _counts(self, bundle: Bundle, codes: Collection[str], own: str) -> tuple[int, int]:
        """How many findings of the code itself, and of those that say that a file cannot be read."""
        found = [finding.code for finding in run_checks(bundle, self.context, select=codes).findings]
        return found.count(own), sum(code != own for code in found)

    def fixable(self, codes: Collection[str] | None) -> list[Finding]:
        """The findings of the codes that have a fix which has not failed."""
        found = run_checks(self.bundle, self.context, select=codes).findings
        mendable = [finding for finding in found if finding.fix and finding.fingerprint not in self.refused]
        return [finding for finding in mendable if self.may_remove or not _only_removes(finding.fix)]


def _only_removes(fix: Fix | None) -> bool:
    """Whether it takes files out and puts nothing in their place."""
    return bool(fix and fix.removed and not fix.edits and not fix.renditions)


def _forms() -> Iterator[str]:
    return (check.code for check in all_checks() if check.parses)


def _touched(fix: Fix) -> Iterator[str]:
    yield from (edit.file for edit in fix.edits)
    yield from (each.file for each in fix.renditions)
    yield from fix.removed


def _apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings whose fixes touch different places; the others wait for the next round."""
    taken: dict[str, list[Edit]] = {}
    whole: set[str] = set()
    for finding in findings:
        fix = finding.fix or Fix(title=finding.message)
        alone = [*fix.removed, *(each.file for each in fix.renditions)]
        is_free = whole.isdisjoint(_touched(fix)) and not any(path in taken for path in alone)
        if is_free and not any(_meet(edit, other) for edit in fix.edits for other in taken.get(edit.file, ())):
            whole.update(alone)
            for edit in fix.edits:
                taken.setdefault(edit.file, []).append(edit)
            yield finding


def _meet(one: Edit, other: Edit) -> bool:
    """Whether the second cannot be applied beside the first; edits that only touch might depend on their order."""
    return one.start <= other.end and other.start <= one.end


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


def _rendered(data: bytes, way: str) -> bytes:
    """The picture in that way; as it is where that cannot be done, so that its finding stays."""
    try:
        return rendered(data, way)
    except NotRendered:
        return data


def _json(value: object) -> Json:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
