"""The fix buttons of findings, and the values that they send."""

from collections import defaultdict
from collections.abc import Sequence

from django.http import QueryDict
from django.utils.http import urlencode
from msgspec import Struct
from msgspec.structs import replace

from common.requests import parse_number
from listings.models import Revision
from studio.findings.finding import FixOffer, WizardFinding, fix_preview_url
from studio.page_urls import revision_url
from tilekit.checks.finding import Finding, FixClass
from tilekit.checks.finding_groups import TIDY_CODE, fix_class_of
from validation.fixes import FixRequest

# The names of the buttons in all forms: apply a fix, or preview it without JavaScript.
APPLY_BUTTON, PREVIEW_BUTTON = "_fix", "_preview"


class FixButtonContext(Struct, frozen=True, kw_only=True):
    """The values that all fix buttons of a page share: the URL that applies fixes, and the version of the revision."""

    url: str
    seen: int

    @classmethod
    def of(cls, revision: Revision) -> "FixButtonContext":
        """The context for a page about the revision."""
        return cls(url=revision_url("fix", revision), seen=revision.version)


def with_offers(findings: Sequence[WizardFinding], context: FixButtonContext) -> list[WizardFinding]:
    """The findings of an editable draft, with a button (`FixOffer`) for each that has a fix. No query."""
    codes = defaultdict[str, list[str]](list)
    for item in findings:
        if item.finding.fix:
            codes[item.row[0]].append(item.finding.code)
    editable = [replace(item, is_editable=True) if item.finding.blocks else item for item in findings]
    return [_with_offer(item, context, codes[item.row[0]]) if item.finding.fix else item for item in editable]


def _with_offer(item: WizardFinding, context: FixButtonContext, codes: Sequence[str]) -> WizardFinding:
    """The finding with its buttons. codes are those of the findings in its row that have a fix."""
    finding, row = item.finding, item.row[0]
    is_safe, number = fix_class_of(finding.code) is FixClass.SAFE, len(codes)
    one = {"code": finding.code, "mark": finding.fingerprint, "seen": str(context.seen), **_place_values(finding)}
    kind = {"tidies": "1"} if row == TIDY_CODE else {"code": row}
    of_all = {**kind, "every": "1", "path": finding.path, "file": finding.file}
    every = FixOffer(url=context.url, values=of_all, is_safe=is_safe)
    return replace(
        item,
        offer=FixOffer(url=context.url, values=one, is_safe=is_safe),
        fix_all=replace(every, number=number, mixes_codes=len({*codes}) > 1) if number > 1 else None,
    )


def preview_url(revision: Revision, value: str, step: str) -> str:
    """The URL of the page that shows what a button with this value would change, and links back to the step."""
    return fix_preview_url(revision_url("fix", revision), f"{value}&{urlencode({'step': step})}" if step else value)


def value_to_apply(query: QueryDict, digest: str) -> str:
    """The value of the button that applies the changes on the page.

    query is the query of the page; digest identifies the changes that the page shows.
    """
    value = query.copy()
    for name in ("step", "form"):
        value.pop(name, None)
    value["shown"] = digest
    return value.urlencode()


def _place_values(finding: Finding) -> dict[str, str]:
    """The place of a finding, with which it is found again after its value has changed."""
    line = str(finding.line) if finding.line else ""
    return {"path": finding.path, "file": finding.file, "pointer": finding.pointer, "line": line}


def parse_fix_request(value: str) -> FixRequest:
    """The request in the value of a fix button. An invalid value requests a fix that does not exist."""
    values = QueryDict(value)
    return FixRequest(
        code=values.get("code", ""),
        fingerprint=values.get("mark", ""),
        path=values.get("path", ""),
        file=values.get("file", ""),
        pointer=values.get("pointer", ""),
        line=parse_number(values.get("line", "")),
        seen=parse_number(values.get("seen", "")) or 0,
        is_for_all=values.get("every") == "1",
        is_formatting=values.get("tidies") == "1",
        reviewed_digest=values.get("shown", ""),
    )
