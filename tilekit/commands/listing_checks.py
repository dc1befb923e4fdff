"""Runs the checks on one listing for the command line and returns the findings as plain values."""

import logging
from pathlib import Path

from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context, TakenIdentities
from tilekit.checks.engine import ALL_STAGES, CheckReport, report_with, run_checks
from tilekit.checks.finding import Finding, RawFinding, Scope, Stage
from tilekit.checks.patches import patch_of
from tilekit.checks.registered_checks import check_of
from tilekit.checks.unchecked import Unchecked
from tilekit.commands.cache import Cache
from tilekit.commands.check_selection import CheckSelection, today
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.gc_tuning import gc_disabled
from tilekit.commands.ignore_comments import without_ignored_by_comments
from tilekit.commands.inputs import Input, read_input, unreadable
from tilekit.commands.listing_outcome import FindingJson, FixJson, ListingOutcome, PlaceJson, UncheckedJson
from tilekit.commands.translation import language
from tilekit.core.basics import Basics
from tilekit.core.messages import N_, render
from tilekit.scaffold.archive import refuse_heavy
from tilekit.scaffold.archive_directory import ArchiveRefused
from tilekit.scaffold.bundles import bundle_of_files, bundle_of_zip, with_portal_defaults

# The output already reports failed checks, and a broken PDF is a finding. Log messages about them belong in the log of
# a portal, not between findings.
for _name in ("tilekit", "pypdf"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


# A listing's objects stay until its checks have finished; collecting garbage would take a twentieth of the time.
@gc_disabled()
def check_listing(path: str, selection: CheckSelection, cache: Cache) -> ListingOutcome:
    """The findings of a listing, cached if every check was finished. Raises UsageError if it can't be read."""
    source = read_input(path)
    outcome = _outcome(source, path, selection)
    if not outcome["unchecked"]:
        cache.put(cache.key(source, selection), outcome)
    return outcome


def bundle_of(listing_input: Input) -> Bundle:
    """The bundle of a listing, for its checks and fixes. Raises ArchiveRefused, UsageError."""
    try:
        if listing_input.files is None:
            return bundle_of_zip(listing_input.archive or b"")
        return bundle_of_files(listing_input.files, listing_input.folder)
    except OSError as error:
        raise unreadable(listing_input.path, error) from error


def context_of(selection: CheckSelection, path: str = "") -> Context:
    """The context for checks on the command line: today's date, the scope and Agent packages from the options, and the
    identities that the listing shares with another one of the run.
    """
    shared = selection.shared.get(path)
    taken = TakenIdentities(values=shared) if shared else None
    return Context(scope=Scope(selection.scope), today=today(), shipped=selection.shipped, taken=taken)


def _outcome(listing_input: Input, path: str, selection: CheckSelection) -> ListingOutcome:
    """The outcome for a listing. If its archive is refused, this is the only finding."""
    context = context_of(selection, str(Path(path)))
    try:
        if listing_input.files is not None:  # an archive is refused when it is read
            refuse_heavy(
                {path: len(data) for path, data in listing_input.files.items()}, listing_input.files.__getitem__
            )
        bundle = bundle_of(listing_input)
        if context.scope is Scope.SUBMISSION:
            bundle = with_portal_defaults(bundle)
    except ArchiveRefused as refused:
        if not refused.code:
            raise archive_error(path, refused) from refused
        bundle = Bundle(basics=Basics(), documents={}, files=Files({}))
        raw_finding = RawFinding(message=refused.message.id, parameters=refused.message.parameters)
        report = report_with(refused.code, raw_finding, bundle=bundle, context=context)
        return _outcome_of_report(path, bundle, report, selection=selection)
    stages = ALL_STAGES if selection.stage == "all" else {Stage(selection.stage)}
    try:
        report = run_checks(bundle, context, stages=stages, select=selection.reported())
        return _outcome_of_report(path, bundle, report, selection=selection)
    except MemoryError as error:
        raise UsageError.of(N_("{path} is too large to fit in this computer's memory."), path=path) from error


def archive_error(path: str, error: ArchiveRefused) -> UsageError:
    """The error for a file that is not a valid archive."""
    return UsageError(f"{path}: {render(error.message, language())}")


def _outcome_of_report(path: str, bundle: Bundle, report: CheckReport, *, selection: CheckSelection) -> ListingOutcome:
    output_language, patches = language(), bundle if selection.patches else None
    rest = without_ignored_by_comments(bundle, report.findings, lambda: selection.left_out() | {*report.skipped})
    return ListingOutcome(
        path=path,
        name=bundle.basics.name or bundle.folder,
        digest=bundle.digest,
        findings=[_finding_as_json(finding, output_language, patches) for finding in rest.findings],
        skipped=list(report.skipped),
        unchecked=[_unchecked_as_json(one, output_language) for one in report.unchecked],
        ineffective_ignores=[
            {"file": comment.file, "line": comment.line, "message": render(reason, output_language)}
            for comment, reason in rest.ineffective
        ],
    )


def _unchecked_as_json(unchecked: Unchecked, output_language: str) -> UncheckedJson:
    return UncheckedJson(
        code=unchecked.code,
        cause=unchecked.cause.value,
        message=render(unchecked.message, output_language),
        fault=unchecked.fault,
        place=unchecked.place,
    )


def _finding_as_json(finding: Finding, output_language: str, bundle: Bundle | None) -> FindingJson:
    """The finding with its message and its fix. The patch of the fix is left out if bundle is None."""
    finding_json = FindingJson(
        code=finding.code,
        severity=finding.severity.value,
        path=finding.path,
        file=finding.file,
        line=finding.line,
        column=finding.column,
        pointer=finding.pointer,
        message=render(finding.message, output_language),
        fingerprint=finding.fingerprint,
        fix=_fix_as_json(finding, output_language, bundle),
    )
    if finding.other_places:
        others = [PlaceJson(line=one.line, column=one.column, pointer=one.pointer) for one in finding.other_places]
        finding_json["other_places"] = others
    return finding_json


def _fix_as_json(finding: Finding, output_language: str, bundle: Bundle | None) -> FixJson | None:
    fix_class = check_of(finding.code).fix
    if finding.fix is None or fix_class is None:
        return None
    fix_json = FixJson({"title": render(finding.fix.title, output_language), "class": fix_class.value})
    if bundle is not None:
        fix_json["patch"] = patch_of(bundle, finding.fix)
    return fix_json
