"""The kinds of notice about drafts. Those about changes of state are declared in the lifecycles."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from common.navigation import PARTNERS
from listings.actions.assignments import STEP_ASSIGNED
from listings.display.place_names import translate_message
from listings.lifecycle.announcements import IDLE_WARNING_KIND, LISTINGS_GROUP
from notices.kind_registry import Parameters, Purpose, notice_kind
from tilekit.sections import STEPS

_STEP_TITLES = {step.key: step.title for step in STEPS}

notice_kind(
    IDLE_WARNING_KIND,
    purpose=Purpose.ACT,
    label=_("A listing will be archived"),
    group=LISTINGS_GROUP,
    audience=PARTNERS,
    subject=_("{listing} will be archived in {days} days"),
    body=_(
        "Nobody has edited this listing for a while. To keep it open, edit or submit it. After it is archived, "
        "you can still restore it."
    ),
)


def _with_title(parameters: Parameters) -> Mapping[str, object]:
    """The title of the step, which the notice stores as a key."""
    step = str(parameters["step"])
    return {"step": translate_message(_STEP_TITLES.get(step, step))}


notice_kind(
    STEP_ASSIGNED,
    purpose=Purpose.ACT,
    label=_("A step is assigned to you"),
    group=LISTINGS_GROUP,
    audience=PARTNERS,
    subject=_("The step {step} of {listing} is assigned to you"),
    body=_("{actor} assigned this step to you. Fill it in, or assign it to someone else."),
    complete=_with_title,
)
