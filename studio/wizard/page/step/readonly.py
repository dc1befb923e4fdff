"""The reason why a revision is read-only, and how to edit it again."""

from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from common.lazy_text import LazyText
from listings.lifecycle.transitions import TRANSITIONS
from listings.states.revision_states import SUBMITTED_STATES
from studio.wizard.page.wizard import Wizard

_REPLACE = next(row for row in TRANSITIONS if row.verb == "replace")


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
    if wizard.revision.state in SUBMITTED_STATES:
        return _("To submit a newer version, select “Edit and replace”. Teams can still approve this one until you do.")
    text = _("You can't edit this revision while its state is “{state}”.")
    return text.format(state=wizard.revision.get_state_display())


def replace_button(wizard: Wizard) -> ReplaceButton | None:
    """The button of a submitted listing; None if it can't be edited again in this way."""
    if not wizard.may_edit or wizard.revision.state not in SUBMITTED_STATES:
        return None
    url = reverse("studio:listing-act", args=[wizard.revision.listing_id, _REPLACE.slug])
    return ReplaceButton(url=url, label=_REPLACE.label, help=_REPLACE.button.help if _REPLACE.button else "")
