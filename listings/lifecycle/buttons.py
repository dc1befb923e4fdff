"""The buttons of transitions: where they are shown, and the inputs that they ask for."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText


class InputKind(StrEnum):
    """The kind of a field in the form of a button. A text has several lines, a line one, and choices several values.

    The value of files is a list of uploads.
    """

    TEXT = "text"
    LINE = "line"
    EMAIL = "email"
    URL = "url"
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    CONFIRMATION = "confirmation"
    FILES = "files"


class ButtonInput(Struct, frozen=True, kw_only=True):
    """A field in the form of a button. name is the parameter of the call.

    min_length and max_length limit a text or line, in characters. earliest_in_days limits a day or time: 0 is today.
    Forms and the engine enforce them (`listings.lifecycle.input_limits`). The help of a time may contain {zone}. errors
    are the codes of the reasons that the page shows at this field. details is the name of the registered function that
    returns its `InputDetails`. For files, accepts has the endings of names that the form offers, and max_items and
    max_bytes limit their number and the size of each.
    """

    name: str
    label: LazyText
    help: LazyText = ""
    kind: InputKind = InputKind.TEXT
    is_required: bool = True
    min_length: int = 0
    max_length: int = 2000
    earliest_in_days: int | None = None
    accepts: tuple[str, ...] = ()
    max_items: int = 1
    max_bytes: int = 0
    errors: tuple[str, ...] = ()
    details: str = ""


MIN_REASON_LENGTH = 2


_REASON = _("Reason")


def reason_input(
    help_text: LazyText = "", *, name: str = "reason", label: LazyText = _REASON, **options: Any
) -> ButtonInput:
    """The input for a reason, or another text that explains a decision. options are other fields of the input."""
    return ButtonInput(name=name, label=label, help=help_text, min_length=MIN_REASON_LENGTH, **options)


PARTNER_REASON = reason_input(_("Shown to the partner."))


class InputDetails(Struct, frozen=True, kw_only=True):
    """What a field of a button shows about one subject.

    help replaces that of the input. choices are (value, label). least and most limit a day or an aware time.
    """

    help: LazyText = ""
    initial: object = None
    choices: Sequence[tuple[object, LazyText]] = ()
    least: date | None = None
    most: date | None = None


class ButtonPlace(StrEnum):
    """The page that shows a button: the main page of the subject, or another page of a revision."""

    MAIN = "main"
    RELEASE = "release"
    SANDBOX = "sandbox"


class Button(Struct, frozen=True, kw_only=True):
    """How a page shows a transition: a help text, the fields of a form and a button, in a card with a title.

    `listings.pages.buttons` shows it on the pages at its places. The main pages of a revision are those of its listing
    and its reviews, which show all buttons in one card. Other pages show a card for each, with the label as its title
    if there is none, unless they place the button themselves (`ButtonPage.placed`).
    Transitions without a Button have a form of their own (`Transition.page`). done is the message after the transition;
    it may contain the names of `Lifecycle.names`. kind is the style of the button: "", "primary" or "danger". With
    needs_password, people confirm their password first. With is_hidden_if_closed, the button is not shown while there
    are reasons against the transition. errors are the codes of the reasons that the page shows above the form.
    """

    places: tuple[ButtonPlace, ...] = (ButtonPlace.MAIN,)
    done: LazyText = ""
    title: LazyText = ""
    help: LazyText = ""
    inputs: tuple[ButtonInput, ...] = ()
    errors: tuple[str, ...] = ()
    kind: str = ""
    needs_password: bool = False
    is_hidden_if_closed: bool = False
