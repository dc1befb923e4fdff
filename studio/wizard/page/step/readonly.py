"""The reason why a revision is read-only, and how to edit it again."""

from django.utils.translation import gettext as _
from msgspec import Struct

from common.lazy_text import LazyText
from listings.lifecycle.engine import row_in
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.types import Transition
from studio.listing.listing_actions import LISTING_BUTTONS
from studio.wizard.page.wizard import Wizard


class ReplaceButton(Struct, frozen=True, kw_only=True):
    """The button with which the partner edits a submitted listing again."""

    url: str
    label: LazyText
    help: LazyText


def readonly_reason(wizard: Wizard) -> str:
    """The reason why the revision is read-only; "" if it is editable."""
    if wizard.is_editable:
        return ""
    if not wizard.may_edit:
        return _("You can view this listing but not edit it.")
    if _replacing_row(wizard):
        return _("To submit a newer version, select “Edit and replace”. Teams can still approve this one until you do.")
    text = _("You can't edit this revision while its state is “{state}”.")
    return text.format(state=wizard.revision.get_state_display())


def replace_button(wizard: Wizard) -> ReplaceButton | None:
    """The button of a submitted listing; None if it can't be edited again in this way."""
    row = _replacing_row(wizard)
    if row is None or row.button is None:
        return None
    return ReplaceButton(url=LISTING_BUTTONS.url(wizard.revision, row), label=row.label, help=row.button.help)


def _replacing_row(wizard: Wizard) -> Transition | None:
    """The transition with which the reader can edit the submitted listing again; None if they can't."""
    row = row_in(REVISION, "replace", wizard.revision.state)
    return row if row and row.allows(wizard.actor, *REVISION.parties(wizard.revision)) else None
