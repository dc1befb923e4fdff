"""Prepares the result of a fix for pages: the changes with an undo button, or a message if nothing was left to fix."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from django.utils.http import urlencode
from msgspec import Struct

from files.differences import NOTHING_NEW
from listings.content.changes import ContentChange
from listings.display.changes import ChangePresenter, ShownChange
from listings.models import AppliedFix, Revision
from listings.page_urls import control_id
from listings.queries.applied_fixes import applied_fix_of, change_between_drafts, change_by_fix
from studio.open_rows import query_to_open
from studio.page_urls import revision_url, url_of_change
from studio.wizard.page.wizard import Wizard
from tilekit.core.messages import Message
from tilekit.sections import STEPS
from tilekit.sections.files import section_of_place
from validation.fix_proposals import Proposal

RESULT_PARAMETER, NOTHING_TO_FIX = "fixed", "gone"


class ShownFixResult(Struct, frozen=True, kw_only=True):
    """The result of a fix. title is None if nothing was left to fix; is_fix is false for another change with one undo.

    undo_url is "" if the reader cannot undo it now. unresolved is the number of places whose fix was refused; reasons
    explain why.
    """

    title: Message | None = None
    is_fix: bool = True
    finding_count: int = 0
    is_undone: bool = False
    changes: Sequence[ShownChange] = ()
    unresolved: int = 0
    reasons: Sequence[Message] = ()
    undo_url: str = ""

    @property
    def has_several_places(self) -> bool:
        """Whether the fix was for more than one place."""
        return self.finding_count > 1 or self.unresolved > 0


def fix_result_in_query(values: Mapping[str, str], wizard: Wizard) -> ShownFixResult | None:
    """The result of the fix in the query of a page; None if there is none."""
    value = values.get(RESULT_PARAMETER, "")
    if value == NOTHING_TO_FIX:
        return ShownFixResult()
    try:
        applied_fix = applied_fix_of(wizard.revision, UUID(value)) if value else None
    except ValueError:
        return None
    return fix_result(applied_fix, wizard) if applied_fix else None


def fix_result(applied_fix: AppliedFix | None, wizard: Wizard) -> ShownFixResult:
    """The result of a fix; applied_fix is None if the finding had already been resolved. Three queries."""
    if applied_fix is None:
        return ShownFixResult()
    is_undone = applied_fix.undone_at is not None
    can_undo = wizard.is_editable and not is_undone
    return ShownFixResult(
        title=Message.from_json(applied_fix.title),
        is_fix=bool(applied_fix.code),
        finding_count=applied_fix.finding_count,
        is_undone=is_undone,
        changes=() if is_undone else _presented_changes(change_by_fix(applied_fix), wizard.revision),
        unresolved=0 if is_undone else applied_fix.unresolved.get("n", 0),
        reasons=[Message.from_json(reason) for reason in applied_fix.unresolved.get("why", ())],
        undo_url=revision_url("fix-undo", wizard.revision, applied_fix.pk) if can_undo else "",
    )


def proposed_changes(revision: Revision, proposal: Proposal) -> list[ShownChange]:
    """The changes that a fix would make. Its new files are not stored yet."""
    return _presented_changes(change_between_drafts(proposal.before, proposal.after), revision, proposal.after.written)


def _presented_changes(
    change: ContentChange, revision: Revision, unsaved: Mapping[str, bytes] = NOTHING_NEW
) -> list[ShownChange]:
    url_of = partial(url_of_change, revision)
    presenter = ChangePresenter(revision.listing_id, [change], url_of=url_of, unsaved=unsaved, compares_assets=True)
    return presenter.present(change)


def url_after_fix(page: str, done: AppliedFix | None, *, path: str = "") -> str:
    """The URL of the page with the result of a fix; path is the field to scroll to."""
    anchor = f"{control_id(path)}-field" if path else RESULT_PARAMETER
    query = {RESULT_PARAMETER: str(done.pk) if done else NOTHING_TO_FIX, **query_to_open(path)}
    return f"{page}?{urlencode(query)}#{anchor}"


def step_after_fix(path: str, file: str = "", *, named: str = "") -> str:
    """The key of the step to show after a fix: the one that the form names, or else the one of the finding."""
    section = section_of_place(path, file)
    step_keys = {section.key: step.key for step in STEPS for section in step.sections}
    return named if named in step_keys.values() else step_keys.get(section, STEPS[0].key)
