"""Computes the fixes of one listing for the command line, as plain values that can be sent between processes."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.file_renames import file_renames
from tilekit.checks.finding import Finding, FixClass, Severity
from tilekit.checks.fix_application import FixApplication, RefusedFix, only_removes
from tilekit.checks.patches import removal_diff, renaming_diff, text_diff
from tilekit.checks.registered_checks import all_checks
from tilekit.commands.baseline import Baseline
from tilekit.commands.check_selection import CheckSelection, today
from tilekit.commands.config import Config, path_from
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.gc_tuning import gc_disabled
from tilekit.commands.ignore_comments import ignore_comments
from tilekit.commands.inputs import read_input
from tilekit.commands.listing_checks import archive_error, bundle_of
from tilekit.commands.report_filters import ignoring_entries
from tilekit.commands.translation import language, translated
from tilekit.core.messages import N_, render
from tilekit.scaffold.archive_directory import ArchiveRefused

# The new bytes of each file that differs, None for one that is deleted.
FileChanges = dict[str, bytes | None]


class FixedListing(Struct, frozen=True, kw_only=True):
    """The result of fixing a listing. before contains the bytes that changes replace, None for a new file.

    done and refused are lines about each fix; to_do has a line about each blocker or warning that the fixes revealed
    and only the partner can resolve. hidden is the number of suggested fixes that were not selected, accepted the
    number of selected fixes for findings of the baseline. unchecked contains the checks that could not be finished.
    """

    path: str
    before: FileChanges
    changes: FileChanges
    patch: list[str]
    done: list[str]
    refused: list[str]
    to_do: list[str]
    hidden: int
    accepted: int
    unchecked: frozenset[str]


class FixSelection(Struct, frozen=True, kw_only=True):
    """The selection of the fixes to apply. is_unsafe includes suggested ones, may_remove those that only delete files.

    Findings that the baseline accepts are not fixed.
    """

    selection: CheckSelection
    config: Config
    is_unsafe: bool
    may_remove: bool
    baseline: Baseline | None = None

    def codes(self, classes: Collection[FixClass]) -> frozenset[str]:
        """The selected checks that have fixes of these classes."""
        selected, fixable = self.selection.codes(), (check.code for check in all_checks() if check.fix in classes)
        return frozenset(code for code in fixable if selected is None or code in selected)

    def require_fixes(self) -> None:
        """Raise UsageError if no selected check has a fix."""
        if not self.codes(set(FixClass)):
            raise UsageError.of(N_("None of the selected checks has a fix. “tilekit checks” lists them all."))

    def is_excluded(self, top: str, finding: Finding) -> bool:
        """Whether to leave out the fix because of its kind or its file. top is the listing's path relative to the
        settings.
        """
        is_removal = not self.may_remove and only_removes(finding)
        return is_removal or bool(ignoring_entries(finding.code, finding.file, top, config=self.config))


@gc_disabled()
def fix_listing(path: str, choice: FixSelection) -> FixedListing:
    """The listing after its safe fixes, or after the suggested ones too. Raises UsageError if it cannot be read."""
    before, context = _bundle(path), Context(today=today())
    fix_classes = set(FixClass) if choice.is_unsafe else {FixClass.SAFE}
    accepted = choice.baseline.accepted_of(path) if choice.baseline else ()
    top, comments = path_from(choice.config.folder, path), ignore_comments(before)

    def is_unwanted(finding: Finding) -> bool:
        return choice.is_excluded(top, finding) or any(comment.covers(finding) for comment in comments)

    def is_excluded(finding: Finding) -> bool:
        return finding.fingerprint in accepted or is_unwanted(finding)

    fix_application = FixApplication(before, context, choice.codes(fix_classes), is_excluded=is_excluded)
    old_codes = {finding.code for finding in fix_application.report.findings}
    others = (
        FixApplication(before, context, fix_application.codes, is_excluded=is_unwanted).fixable() if accepted else []
    )
    fix_application.run()
    other_codes = choice.codes(set(FixClass) - fix_classes)
    left = FixApplication(fix_application.bundle, context, other_codes, is_excluded=is_excluded)
    changes = changes_between(before, fix_application.bundle)
    return FixedListing(
        path=path,
        before={file: before.files.get(file) for file in changes},
        changes=changes,
        patch=list(patch_lines(path, before, changes)),
        done=[_line_of_fix(path, finding) for finding in fix_application.done],
        refused=[_line_of_refusal(path, refusal) for refusal in fix_application.refused.values()],
        to_do=[_to_do(path, finding) for finding in fix_application.report.findings if _is_new(finding, old_codes)],
        hidden=len(left.fixable()) if left.codes else 0,
        accepted=sum(other.fingerprint in accepted for other in others),
        unchecked=fix_application.unchecked,
    )


def _bundle(path: str) -> Bundle:
    source = read_input(path)
    source.digest()  # so that every file is read, and a locked one is reported before anything is shown
    try:
        return bundle_of(source)
    except ArchiveRefused as refused:
        raise archive_error(path, refused) from refused


def _line_of_fix(path: str, finding: Finding) -> str:
    fix = finding.fix
    file = finding.file or next((edit.file for edit in fix.edits), "") if fix else finding.file
    return f"{finding.code}  {path}: {file}: {render(fix.title if fix else finding.message, language())}"


def _line_of_refusal(path: str, refused: RefusedFix) -> str:
    why = " ".join(render(reason, language()) for reason in refused.verdict.reasons)
    return translated(N_("{line}: not applied. {why}"), line=_line_of_fix(path, refused.finding), why=why)


def _is_new(finding: Finding, codes: Collection[str]) -> bool:
    return finding.severity is not Severity.ADVICE and finding.code not in codes


def _to_do(path: str, finding: Finding) -> str:
    text = N_("{path}: still to fix by hand after these fixes: {message} ({code})")
    return translated(text, path=path, message=render(finding.message, language()), code=finding.code)


def changes_between(before: Bundle, after: Bundle) -> FileChanges:
    """The files to write to change one bundle into the other."""
    changes: FileChanges = dict.fromkeys(path for path in before.files if path not in after.files)
    for path in after.files:
        if path not in before.files or before.files.digest(path) != after.files.digest(path):
            changes[path] = after.files[path]
    return dict(sorted(changes.items()))


def patch_lines(path: str, before: Bundle, changes: FileChanges) -> Iterator[str]:
    """The unified diff of every change. Paths are relative to the working folder, for `patch -p1` and `git apply`."""
    top = _path_prefix(path)
    removed = {file: before.files[file] for file, data in changes.items() if data is None}
    new_files = {file: data for file, data in changes.items() if data is not None and file not in before.files}
    moved = file_renames(removed, new_files)
    for file, data in changes.items():
        old = before.files.get(file)
        if file in moved and data is not None:
            yield renaming_diff((top + moved[file], top + file), (removed[moved[file]], data))
        elif file not in moved.values():
            yield removal_diff(top + file, old) if data is None else text_diff(top + file, old, data)


def _path_prefix(path: str) -> str:
    """The prefix of the paths in a patch; "" for an archive and for the working folder itself.

    Neither tool accepts `..`, so the paths of a listing outside the working folder are relative to its parent folder.
    """
    if not Path(path).is_dir():
        return ""
    top = Path(os.path.relpath(path))
    if ".." in top.parts:
        top = Path(Path(path).resolve().name)
    return f"{top.as_posix()}/" if top.parts else ""
