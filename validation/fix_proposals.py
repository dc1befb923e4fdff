"""A fix that was computed and verified, as people see it before they accept it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct, field

from listings.editing.draft_content import DraftContent
from tilekit.checks.finding import Edit, Finding, Fix, FixClass
from tilekit.checks.fix_application import RefusedFix
from tilekit.checks.registered_checks import check_of
from tilekit.core.messages import N_, Message, render

_TIDY = N_("Tidy up")
_SEVERAL = N_("Fix {n} findings of {code}")
_MOST_SHOWN = 3
_MAX_CONTEXT = 80


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
        return shown_reasons(self.refused)

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


def shown_reasons(refused: Iterable[RefusedFix]) -> list[Message]:
    """The reasons against the fixes, without duplicates."""
    reasons = {render(reason): reason for refusal in refused for reason in refusal.verdict.reasons}
    return list(reasons.values())[:_MOST_SHOWN]
