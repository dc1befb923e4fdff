"""Computes fixes for the current draft. The check runs again, and the fix is applied in memory and verified."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from django.utils.translation import get_language
from msgspec import Struct, field
from msgspec.structs import replace

from common.lists import joined_sentences
from listings.editing.draft_content import DraftContent, draft_content
from listings.editing.draft_fixes import DraftFixApplication
from listings.models import Revision
from tilekit.bundle import Bundle
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Edit, Finding, Fix, FixClass, Stage
from tilekit.checks.finding_groups import TIDY_CODE, row_of
from tilekit.checks.fix_application import FixApplication, RefusedFix
from tilekit.checks.registered_checks import Check, all_checks, check_of
from tilekit.core.messages import N_, Message, render
from tilekit.parse.csv import Table, parse_csv
from tilekit.parse.positions import Unparsable
from tilekit.sections.data import Data
from validation.contexts import context_of, stored_context_of
from validation.errors import CheckUnknown, FixFailed, FixNotShown
from validation.guards import Overlay
from validation.queries.overlays import overlay_of

_TIDY = N_("Tidy up")
_SEVERAL = N_("Fix {n} findings of {code}")
_METRIC_NAME = "metric_name"
_MOST_SHOWN = 3
_MAX_CONTEXT = 80


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


class Proposal(Struct, frozen=True, kw_only=True):
    """A draft before and after a fix, and the findings that the fix resolves.

    renames is {old name: new name} of metrics. refused contains the findings whose fixes the guard refused.
    """

    before: DraftContent
    after: DraftContent
    findings: Sequence[Finding]
    refused: Sequence[RefusedFix] = ()
    renames: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> Message:
        """The title of the fixes if all have the same; otherwise a general title."""
        codes = {finding.code for finding in self.findings}
        titles = [finding.fix.title if finding.fix else finding.message for finding in self.findings]
        if len(codes) > 1:
            return Message(_TIDY)
        same = all(title == titles[0] for title in titles)
        return titles[0] if same else Message(_SEVERAL, {"n": len(titles), "code": self.findings[0].code})

    @property
    def needs_review(self) -> bool:
        """Whether a person must review the proposal before it is applied."""
        return any(check_of(finding.code).fix is not FixClass.SAFE for finding in self.findings)

    @property
    def reasons(self) -> Sequence[Message]:
        """A few sentences that explain why the guard refused fixes."""
        return _reasons(self.refused)

    @property
    def digest(self) -> str:
        """A digest (16 hex characters) of the replaced and the new content. Only a reviewed change is applied.

        For one finding, it does not depend on line numbers, because somebody may edit the lines above. For several, it
        identifies the changed files, because each fix builds on those before it.
        """
        return self._digest_of_files() if len(self.findings) > 1 else self._digest_of_places()

    def _digest_of_files(self) -> str:
        old, new = self.before.bundle().files, self.after.bundle().files
        digests = {path: [files.digest(path) if path in files else "" for files in (old, new)] for path in {*old, *new}}
        changed = sorted((path, *sides) for path, sides in digests.items() if sides[0] != sides[1])
        values = [sorted(finding.fix.values.items()) for finding in self.findings if finding.fix]
        return hashlib.sha256(msgspec.json.encode((changed, values), enc_hook=str)).hexdigest()[:16]

    def _digest_of_places(self) -> str:
        bundle, done = self.before.bundle(), hashlib.sha256()
        for fix in [finding.fix for finding in self.findings if finding.fix]:
            files = {path: bundle.files.get(path, b"") for path in _files_of(fix)}
            edits = [(edit.file, *_parts_around(files[edit.file], edit), edit.replacement) for edit in fix.edits]
            contents = [files[path] for path in (*(rendition.source for rendition in fix.renditions), *fix.removed)]
            what = (edits, fix.renditions, dict(fix.values), fix.removed, contents)
            done.update(msgspec.json.encode(what, enc_hook=str))
        return done.hexdigest()[:16]


def _parts_around(data: bytes, edit: Edit) -> tuple[bytes, bytes, bytes]:
    """(text before, replaced bytes, text after) in the line of an edit: a single character alone would be ambiguous.

    In a CSV file, only the cell is used, because other cells of the row may change.
    """
    ends = b"\n," if edit.file.endswith(".csv") else b"\n"
    before, after = data[max(0, edit.start - _MAX_CONTEXT) : edit.start], data[edit.end : edit.end + _MAX_CONTEXT]
    for end in ends:
        before, after = before.rpartition(bytes((end,)))[2], after.partition(bytes((end,)))[0]
    return before, data[edit.start : edit.end], after


def _files_of(fix: Fix) -> set[str]:
    return {*(edit.file for edit in fix.edits), *(rendition.source for rendition in fix.renditions), *fix.removed}


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
    raise _failed(_reasons(fix_application.refused.values()))


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


def _reasons(refused: Iterable[RefusedFix]) -> list[Message]:
    """The reasons against the fixes, without duplicates."""
    reasons = {render(reason): reason for refusal in refused for reason in refusal.verdict.reasons}
    return list(reasons.values())[:_MOST_SHOWN]


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
