"""Run the checks on one listing for the command line; what was found comes back as plain values."""

import logging

from tilekit.bundle import Bundle, Files
from tilekit.checks.catalogue import check_of
from tilekit.checks.changes import StoredMarks
from tilekit.checks.context import Context
from tilekit.checks.engine import ALL_STAGES, Report, report_of, run_checks
from tilekit.checks.finding import Finding, Scope, Spot, Stage
from tilekit.checks.patches import patch_of
from tilekit.checks.unchecked import Unchecked
from tilekit.commands.again import Before
from tilekit.commands.cache import Cache
from tilekit.commands.collector import uncollected
from tilekit.commands.guard import UsageError
from tilekit.commands.inputs import Input, read_input, unreadable
from tilekit.commands.outcome import FindingJson, FixJson, Outcome, UncheckedJson
from tilekit.commands.wish import Wish, today
from tilekit.commands.words import language, said
from tilekit.core.basics import Basics
from tilekit.core.messages import N_, render
from tilekit.scaffold.archive import refuse_heavy
from tilekit.scaffold.package import ArchiveRefused, bundle_of_files, bundle_of_zip

# A check that fails is told in the output, and a broken PDF is a finding; what is logged about them belongs into the
# log of a portal, not between findings.
for _name in ("tilekit", "pypdf"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


# What a listing is read into stays until its checks are through; to look for cycles in it is a twentieth of the time.
@uncollected()
def checked(path: str, wish: Wish, cache: Cache) -> Outcome:
    """The findings of a listing, cached if every check was finished. Raises UsageError where it cannot be read."""
    found = read_input(path)
    outcome, marks = _outcome(found, path, wish, cache=cache)
    if not outcome["unchecked"]:
        cache.put(cache.key(found, wish), outcome, place=cache.place(found, wish), marks=marks)
    return outcome


def bundle_of(found: Input) -> Bundle:
    """The listing itself. Raises ArchiveRefused, UsageError."""
    try:
        if found.files is None:
            return bundle_of_zip(found.archive or b"")
        return bundle_of_files(found.files, found.folder)
    except OSError as error:
        raise unreadable(found.path, error) from error


def context_of(wish: Wish) -> Context:
    """The context of checks on the command line: the day and the options of the call."""
    return Context(scope=Scope(wish.scope), today=today(), shipped=wish.shipped)


def _outcome(found: Input, path: str, wish: Wish, *, cache: Cache) -> tuple[Outcome, StoredMarks | None]:
    """The outcome of the listing, and what its checks read."""
    context = context_of(wish)
    try:
        if found.files is not None:  # an archive is refused where it is read
            refuse_heavy({path: len(data) for path, data in found.files.items()}, found.files.__getitem__)
        bundle = bundle_of(found)
    except ArchiveRefused as refused:
        if not refused.code:
            raise refusal(path, refused) from refused
        bundle = Bundle(basics=Basics(), documents={}, files=Files({}))
        spot = Spot(message=refused.message.id, parameters=refused.message.parameters)
        return _told(path, bundle, report_of(refused.code, spot, bundle=bundle, context=context), wish=wish), None
    stages = ALL_STAGES if wish.stage == "all" else {Stage(wish.stage)}
    try:
        if cache.folder is None:
            return _told(path, bundle, run_checks(bundle, context, stages=stages, select=wish.codes()), wish=wish), None
        before = Before(cache.last(cache.place(found, wish), path), bundle, context)
        codes = wish.codes() if before.asked is None else before.asked
        report = run_checks(bundle, context, stages=stages, select=codes, watched=True)
        return before.joined(_told(path, bundle, report, wish=wish), report)
    except MemoryError as error:
        raise UsageError(said(N_("{path} is too large to fit in the memory of this computer."), path=path)) from error


def refusal(path: str, refused: ArchiveRefused) -> UsageError:
    """The error for a file that is not a valid archive."""
    return UsageError(f"{path}: {render(refused.message, language())}")


def _told(path: str, bundle: Bundle, report: Report, *, wish: Wish) -> Outcome:
    spoken, patches = language(), bundle if wish.patches else None
    return Outcome(
        path=path,
        name=bundle.basics.name or bundle.folder,
        digest=bundle.digest,
        findings=[_finding_as_json(one, spoken, patches) for one in report.findings],
        skipped=list(report.skipped),
        unchecked=[_unchecked_as_json(one, spoken) for one in report.unchecked],
    )


def _unchecked_as_json(one: Unchecked, spoken: str) -> UncheckedJson:
    return UncheckedJson(
        code=one.code, cause=one.cause.value, message=render(one.message, spoken), fault=one.fault, place=one.place
    )


def _finding_as_json(one: Finding, spoken: str, bundle: Bundle | None) -> FindingJson:
    """The finding with its text and its fix; the patch of that is made for the bundle, without one left out."""
    return FindingJson(
        code=one.code,
        severity=one.severity.value,
        path=one.path,
        file=one.file,
        line=one.line,
        column=one.column,
        pointer=one.pointer,
        message=render(one.message, spoken),
        fingerprint=one.fingerprint,
        fix=_fix_as_json(one, spoken, bundle),
    )


def _fix_as_json(one: Finding, spoken: str, bundle: Bundle | None) -> FixJson | None:
    fix_class = check_of(one.code).fix
    if one.fix is None or fix_class is None:
        return None
    made = FixJson({"title": render(one.fix.title, spoken), "class": fix_class.value})
    if bundle is not None:
        made["patch"] = patch_of(bundle, one.fix)
    return made
