"""The buttons of a page as its template shows them."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import Actor
from common.lazy_text import LazyText
from listings.lifecycle.buttons import Button
from listings.lifecycle.change import S
from listings.lifecycle.offers import TransitionOffer, offers
from listings.lifecycle.registry import Reason
from listings.pages.button_forms import TransitionForm
from listings.pages.buttons import BoundForms, ButtonPage

_GONE = Reason(code="gone", text=_("This is no longer possible. Copy your text if you still need it."))


class ShownButton(Struct, frozen=True, kw_only=True):
    """A button with its form. seen is the version of the subject that the page shows.

    is_placed means that the template of the page places the button. Others are in a card of their own.
    """

    offer: TransitionOffer
    button: Button
    form: forms.Form
    url: str
    seen: object
    is_placed: bool = False

    @property
    def card_title(self) -> LazyText:
        return self.button.title or self.offer.label

    @property
    def slug(self) -> str:
        return self.offer.row.slug

    @property
    def is_foldable(self) -> bool:
        """Whether the form is folded away until somebody needs it: it asks for something, or it is dangerous."""
        return bool(self.form.fields or self.button.kind == "danger")


def buttons_for(
    page: ButtonPage[S],
    subject: S,
    actor: Actor,
    *,
    bound_forms: BoundForms | None = None,
    initial: Mapping[str, object] | None = None,
) -> dict[str, ShownButton]:
    """{slug with underscores: the button} of all transitions that the actor may make on the page now.

    Closed buttons have the reason against them, as do those of refused forms that are no longer possible. initial are
    values with which the forms begin.
    """
    bound = {verb: form for verb, form in (bound_forms or {}).items() if form.subject.pk == subject.pk}
    offered = {offer.verb: offer for offer in offers(page.lifecycle, [subject], actor)[subject.pk]}
    gone = {verb: TransitionOffer(row=form.row, reasons=(_GONE,)) for verb, form in bound.items()}
    return {
        offer.row.slug.replace("-", "_"): shown_button(
            page,
            subject,
            offer,
            form=bound.get(offer.verb) or TransitionForm(row=offer.row, subject=subject, actor=actor, initial=initial),
        )
        for offer in (gone | offered).values()
        if (button := offer.row.button)
        and page.shows(offer.row)
        and (offer.verb in bound or not (offer.closed and button.is_hidden_if_closed))
    }


def shown_button(page: ButtonPage[S], subject: S, offer: TransitionOffer, *, form: TransitionForm) -> ShownButton:
    """The button of an offer whose row has one, with its form."""
    return ShownButton(
        offer=offer,
        button=offer.row.button or Button(),
        form=form,
        url=page.url(subject, offer.row),
        seen=page.lifecycle.version(subject),
        is_placed=offer.verb in page.placed,
    )
