"""The reason why a revision is read-only."""

from django.utils.translation import gettext as _

from listings.states.revision_states import SUBMITTED_STATES
from studio.wizard.page.wizard import Wizard


def readonly_reason(wizard: Wizard) -> str:
    """The reason why the revision is read-only; "" if it is editable."""
    if wizard.is_editable:
        return ""
    if not wizard.may_edit:
        return _("You can view this listing but not edit it.")
    text = _("You can't edit this revision while its state is “{state}”.")
    if wizard.revision.state in SUBMITTED_STATES:
        text = _("To submit a newer version, select “Edit and replace” under Review & Submit.")
    return text.format(state=wizard.revision.get_state_display())
