"""Computes fixes for the current draft. The check runs again, and the fix is applied in memory and verified."""

from collections.abc import Iterable, Sequence

from django.utils.translation import get_language
from msgspec import Struct
from msgspec.structs import replace

from common.lists import joined_sentences
from listings.editing.draft_content import draft_content
from listings.editing.draft_fixes import DraftFixApplication
from listings.models import Revision
from tilekit.bundle import Bundle
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, FixClass, Stage
from tilekit.checks.finding_groups import TIDY_CODE, row_of
from tilekit.checks.fix_application import FixApplication
from tilekit.checks.registered_checks import Check, all_checks, check_of
from tilekit.core.messages import Message, render
from tilekit.parse.csv import Table, parse_csv
from tilekit.parse.positions import Unparsable
from tilekit.sections.data import Data
from validation.contexts import context_of, stored_context_of
from validation.errors import CheckUnknown, FixFailed, FixNotShown
from validation.fix_proposals import Proposal, shown_reasons
from validation.guards import Overlay
from validation.queries.overlays import overlay_of

_METRIC_NAME = "metric_name"


class FixRequest(Struct, frozen=True, kw_only=True):
    """A request to fix a finding that a page showed.

    seen is the version of the revision on the page, reviewed_digest the digest of the change. is_for_all means all
    findings of the check; is_formatting means all findings about form only.
    """

    code: str
    fingerprint: str = ""
    path: str = ""
    file: str = ""
    pointer: str = ""
    line: int | None = None
    seen: int = 0
    is_for_all: bool = False
    is_formatting: bool = False
    reviewed_digest: str = ""

    @property
    def checks(self) -> Sequence[Check]:
        """The checks whose findings to fix. Raises CheckUnknown."""
        if self.is_formatting:
            return [check for check in all_checks() if check.fix is FixClass.SAFE]
        try:
            return [check_of(self.code)]
        except KeyError:
            raise CheckUnknown(rule=self.code) from None


def assert_reviewed(proposal: Proposal, fix_request: FixRequest) -> None:
    """Raises FixNotShown if a fix that must be reviewed differs from the one on the page."""
    if proposal.needs_review and fix_request.reviewed_digest != proposal.digest:
        raise FixNotShown


def proposal_of(revision: Revision, fix_request: FixRequest) -> Proposal | None:
    """Compute the fix for the current draft; None if the finding no longer exists.

    revision.listing must be loaded. Runs outside a transaction and makes no network requests. Raises CheckUnknown, and
    FixFailed if the finding would stay, if the fix would cause a blocker or a warning, or if the check could not be
    finished.
    """
    draft = draft_content(revision)
    bundle = draft.bundle()
    is_instant = all(check.stage is Stage.INSTANT for check in fix_request.checks)
    context = (context_of if is_instant else stored_context_of)(revision, bundle)
    overlay = overlay_of(revision.listing_id)

    # Partners do not see observed or waived findings, so "all" must not include them.
    def is_spared(finding: Finding) -> bool:
        is_other = fix_request.is_formatting and row_of(finding)[0] != TIDY_CODE
        return fix_request.is_for_all and (is_other or finding.fingerprint in overlay.waived)

    codes = _codes(fix_request, overlay)
    report = run_checks(bundle, context, select=codes)
    fixable = [row for row in report.findings if row.code in codes and row.fix and not is_spared(row)]
    requested = _requested_findings(fixable, fix_request)
    if not requested and report.unchecked:
        raise _failed(check.message for check in report.unchecked)
    if not requested:
        return None
    # Prefer files written from fields; store the exact file only if that does not resolve the finding.
    for content in (draft, replace(draft, is_exact=True)):
        draft_application = DraftFixApplication(content)
        fix_application = FixApplication(
            draft_application.bundle, context, codes, carry_out=draft_application.carry_out, is_excluded=is_spared
        )
        if fix_request.is_for_all:
            fix_application.run()
        else:
            fix_application.attempt(requested[:1])
        if fix_application.done:
            return _proposal(draft_application, fix_application)
    raise _failed(shown_reasons(fix_application.refused.values()))


def _codes(fix_request: FixRequest, overlay: Overlay) -> frozenset[str]:
    """The checks of the request. Partners do not see those that are hidden, so formatting fixes leave them out."""
    return frozenset(
        check.code for check in fix_request.checks if not (fix_request.is_formatting and overlay.hides(check.code))
    )


def _proposal(draft_application: DraftFixApplication, fix_application: FixApplication) -> Proposal:
    return Proposal(
        before=draft_application.draft_of(draft_application.bundle),
        after=draft_application.draft_of(fix_application.bundle),
        findings=tuple(fix_application.done),
        refused=tuple(fix_application.remaining_refusals),
        renames=_renamed(draft_application.bundle, fix_application.bundle),
    )


def _failed(reasons: Iterable[Message]) -> FixFailed:
    language = get_language() or "en"
    return FixFailed(why=joined_sentences(render(reason, language) for reason in reasons))


def _requested_findings(findings: Sequence[Finding], fix_request: FixRequest) -> Sequence[Finding]:
    """The findings to fix: all of them, the one that was shown or, if its value has changed, the one in its place."""
    if fix_request.is_for_all:
        return findings
    same = [finding for finding in findings if finding.fingerprint == fix_request.fingerprint]
    return same or [finding for finding in findings if _is_same_place(finding, fix_request)]


def _is_same_place(finding: Finding, fix_request: FixRequest) -> bool:
    place = (finding.path, finding.file, finding.pointer)
    tells_line = bool(fix_request.file) and not fix_request.pointer
    return place == (fix_request.path, fix_request.file, fix_request.pointer) and (
        not tells_line or finding.line == fix_request.line
    )


def _renamed(before: Bundle, after: Bundle) -> dict[str, str]:
    """{old name: new name} of metrics that a fix renamed, without new names that already existed."""
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
    return [table.cell(record, _METRIC_NAME) for record in table.records] if table else []
