"""What a fix would do to a draft as it stands now: asked of the check again, carried out in memory, and looked at."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import get_language
from msgspec import Struct, field
from msgspec.structs import replace

from listings.amending import Amending, Draft, draft_of
from listings.models import Revision
from tilekit.bundle import Bundle
from tilekit.checks.catalogue import Check, check_of
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Stage
from tilekit.checks.mending import Mending, Refused
from tilekit.core.messages import Message, render
from tilekit.parse.csv import Table, parse_csv
from tilekit.parse.positions import Unparsable
from tilekit.sections.data import Data
from validation.contexts import context_of, stored_context_of
from validation.errors import FixFailed, RuleUnknown

_NAME = "metric_name"
_MOST_SHOWN = 3


class Wanted(Struct, frozen=True, kw_only=True):
    """The finding whose fix somebody asked for, as their page showed it.

    seen is the version of the revision that the page showed. every asks for all findings of the rule.
    """

    code: str
    mark: str = ""
    path: str = ""
    file: str = ""
    pointer: str = ""
    line: int | None = None
    seen: int = 0
    every: bool = False


class Proposal(Struct, frozen=True, kw_only=True):
    """A draft before and after a fix, and the findings that are gone by it; moves names metrics that are renamed."""

    before: Draft
    after: Draft
    findings: Sequence[Finding]
    moves: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> Message:
        """What is done, in the words of the first fix."""
        fix = self.findings[0].fix
        return fix.title if fix else self.findings[0].message


def proposal_of(revision: Revision, wanted: Wanted) -> Proposal | None:
    """What the fix would change now; None where nothing is found any more.

    The revision comes with its listing. No transaction is open, and nobody outside is asked. Raises RuleUnknown,
    FixFailed if the finding would stay, or a blocker or a warning would be new.
    """
    check = assert_known(wanted.code)
    draft = draft_of(revision)
    bundle = draft.bundle()
    known = context_of if check.stage is Stage.INSTANT else stored_context_of
    context = known(revision, bundle)
    found = _meant(_fixable(bundle, context, wanted.code), wanted)
    if not found:
        return None
    # What the fields tell is written by the portal as it writes it; only where that does not do, the file is kept.
    for each in (draft, replace(draft, is_exact=True)):
        mending, amending = _mended(each, context, found, is_all=wanted.every)
        if mending.done:
            return Proposal(
                before=each,
                after=amending.draft_of(mending.bundle),
                findings=tuple(mending.done),
                moves=_renamed(amending.bundle, mending.bundle),
            )
    raise FixFailed(why=_why(mending.refused.values()))


def _fixable(bundle: Bundle, context: Context, code: str) -> Sequence[Finding]:
    found = run_checks(bundle, context, select={code}).findings
    return [each for each in found if each.code == code and each.fix]


def _mended(draft: Draft, context: Context, found: Sequence[Finding], *, is_all: bool) -> tuple[Mending, Amending]:
    """The first finding mended, or all of its check that can be."""
    amending = Amending(draft)
    mending = Mending(amending.bundle, context, frozenset({found[0].code}), carry_out=amending.carry_out)
    if is_all:
        mending.run()
    else:
        mending.attempt(found[:1])
    return mending, amending


def _why(refused: Iterable[Refused]) -> str:
    """What speaks against the fixes, for their reader."""
    reasons = (render(reason, get_language() or "en") for each in refused for reason in each.verdict.reasons)
    return " ".join(list(dict.fromkeys(reasons))[:_MOST_SHOWN])


def assert_known(code: str) -> Check:
    """The check of the code. Raises RuleUnknown."""
    try:
        return check_of(code)
    except KeyError:
        raise RuleUnknown(rule=code) from None


def _meant(found: Sequence[Finding], wanted: Wanted) -> Sequence[Finding]:
    """The finding that was shown; where its value is another one now, the one that stands in the same place."""
    if wanted.every:
        return found
    same = [each for each in found if each.fingerprint == wanted.mark]
    return same or [each for each in found if _is_there(each, wanted)]


def _is_there(found: Finding, wanted: Wanted) -> bool:
    place = (found.path, found.file, found.pointer)
    tells_line = bool(wanted.file) and not wanted.pointer
    return place == (wanted.path, wanted.file, wanted.pointer) and (not tells_line or found.line == wanted.line)


def _renamed(before: Bundle, after: Bundle) -> dict[str, str]:
    """{old name: new name} of metrics that a fix wrote otherwise; a name that stands elsewhere is no new one."""
    old, new = _metric_names(before), _metric_names(after)
    pairs = zip(old, new, strict=True) if len(old) == len(new) else ()
    changed = {one: other for one, other in pairs if one and other and one != other}
    return {one: other for one, other in changed.items() if old.count(one) == 1 and other not in old}


def _metric_names(bundle: Bundle) -> list[str]:
    path = bundle.file_of(bundle.section(Data).metadata_csv)
    try:
        table: Table | None = bundle.parse(path, parse_csv) if path else None
    except Unparsable:
        table = None
    return [table.cell(each, _NAME) for each in table.records] if table else []
