"""Prepares who else has a step of the wizard open."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.queries import names_of
from common.presence import PresentPerson
from tilekit.core.messages import translate
from tilekit.sections import STEPS


def presence_items(others: Sequence[PresentPerson]) -> list[dict[str, object]]:
    """Items of the `presence` component. At most one query."""
    names = names_of(person.person_id for person in others) if others else {}
    titles = {step.key: translate(step.title, get_language() or "en") for step in STEPS}
    return [
        {
            "name": names[person.person_id],
            "does": _("{name} has {page} open").format(name=names[person.person_id], page=titles[person.page]),
            "edits": True,
        }
        for person in others
        if person.person_id in names and person.page in titles
    ]
