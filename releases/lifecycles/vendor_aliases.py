"""The lifecycle of a vendor alias. An editor requests it, and an admin confirms or declines it."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.errors import AliasDecided, AliasExists, VendorIdTaken, VendorShared
from accounts.locks import locked_organisation
from accounts.models import ALIAS_OPEN, AliasState, Organisation, VendorAlias
from common.actor import Actor
from common.errors import SlipwayError
from common.lazy_text import LazyText
from common.navigation import Audience
from listings.lifecycle.buttons import PARTNER_REASON, Button, ButtonInput, InputKind
from listings.lifecycle.change import StateChange
from listings.lifecycle.recipients import admins, decision_notice
from listings.lifecycle.request_rows import shared_rows
from listings.lifecycle.requests import REQUEST, OrganisationRequestLifecycle
from listings.lifecycle.types import Transition, TransitionNotice, Who
from notices.events import EventSubject
from notices.kind_registry import Purpose
from releases.lifecycles.vendor_alias_inputs import ALIAS_INPUTS, ALIAS_TAKEN

CONFIRM, DECLINE = "confirm", "decline"
_TABLE = "accounts_vendoralias"
_OPEN = f"{_TABLE}.organisation_id, {_TABLE}.vendor_id, {_TABLE}.name_look"


def _decline(
    sources: tuple[AliasState, ...], *, label: LazyText, done: LazyText, help_text: LazyText = ""
) -> Transition:
    return Transition(
        verb=DECLINE,
        label=label,
        sources=sources,
        target=AliasState.DECLINED,
        who=(Who.ADMIN,),
        asks=("reason",),
        effects=("release-vendor",),
        button=Button(
            help=help_text,
            inputs=(PARTNER_REASON,),
            done=done,
            kind="danger",
        ),
        notice=decision_notice(
            "organisation.alias-declined",
            label=_("A vendor alias is declined"),
            subject=_("{organisation} can't publish as {vendor}"),
            body=_(
                "{actor} declined the vendor alias {vendor} (vendor ID {vendor_id}) of {organisation}.\n\nReason: "
                "{reason}\n\nDrafts that use it must use another vendor. Tiles that are live stay live."
            ),
        ),
        event=None,
    )


class VendorAliasLifecycle(OrganisationRequestLifecycle[VendorAlias]):
    name = "vendor-alias"
    title = "Vendor alias"
    kind = _("Vendor alias")
    text_field, about_field = "reason", "name"
    group = _("Organisation")
    states = AliasState
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Send request"),
            sources=(),
            target=AliasState.REQUESTED,
            who=(Who.PARTNER,),
            asks=("vendor-id",),
            effects=("check-vendor",),
            button=Button(
                title=_("Request a vendor alias"),
                inputs=ALIAS_INPUTS,
                done=_("Your request was sent. An admin will decide on it."),
                kind="primary",
            ),
            notice=TransitionNotice(
                kind="organisation.alias-requested",
                purpose=Purpose.ACT,
                to=(admins,),
                label=_("A partner requests a vendor alias"),
                subject=_("{organisation} wants to publish as {vendor}"),
                body=_(
                    "{actor} requested the vendor alias {vendor} (vendor ID {vendor_id}) for {organisation}. "
                    "Confirm or decline the request."
                ),
                audience=frozenset({Audience.ADMIN}),
            ),
            event=None,
        ),
        Transition(
            verb=CONFIRM,
            label=_("Confirm alias"),
            sources=ALIAS_OPEN,
            target=AliasState.CONFIRMED,
            who=(Who.ADMIN,),
            effects=("claim-vendor",),
            button=Button(
                inputs=(
                    ButtonInput(
                        name="is_shared",
                        label=_("Another organisation may use this vendor too"),
                        help=_("Needed if the vendor ID or name already belongs to another organisation."),
                        kind=InputKind.CONFIRMATION,
                        is_required=False,
                        errors=(VendorShared.code, VendorIdTaken.code, *ALIAS_TAKEN),
                    ),
                    ButtonInput(name="note", label=_("Note"), help=_("Only shown to admins."), is_required=False),
                ),
                done=_("The alias was confirmed. The partner has been notified."),
                kind="primary",
            ),
            notice=decision_notice(
                "organisation.alias-confirmed",
                label=_("A vendor alias is confirmed"),
                subject=_("{organisation} can publish as {vendor}"),
                body=_("{actor} confirmed {vendor} (vendor ID {vendor_id}) as a vendor alias of {organisation}."),
            ),
            event=None,
        ),
        _decline(
            ALIAS_OPEN,
            label=_("Decline alias"),
            done=_("The alias was declined. The partner has been told the reason."),
        ),
        _decline(
            (AliasState.CONFIRMED,),
            label=_("Revoke alias"),
            done=_("The alias was revoked. The partner has been told the reason."),
            help_text=_(
                "The alias is confirmed. If you revoke it, live tiles stay live, but listings that use it can't be "
                "submitted or published."
            ),
        ),
        *shared_rows(
            "vendor-alias",
            open_states=ALIAS_OPEN,
            withdrawn=AliasState.WITHDRAWN,
            partner=Who.PARTNER,
            staff={Who.ADMIN: admins},
            event=None,
        ),
    )

    def visible(self, by: Actor) -> QuerySet[VendorAlias]:
        rows = VendorAlias.objects.select_related("organisation")
        return rows if by.is_admin or by.is_system else rows.filter(organisation__in=list(by.organisations))

    def lock_owner(self, subject: VendorAlias, *, by: Actor) -> Organisation:
        """Lock the organisation. Only admins may decide while it is suspended."""
        return locked_organisation(subject.organisation_id, active=not by.is_admin)

    def constraints(self, subject: VendorAlias) -> Iterable[tuple[str, str, SlipwayError]]:
        vendor = {"name": subject.name, "vendor_id": subject.vendor_id}
        return [
            ("accounts_alias_once", _OPEN, AliasExists(**vendor)),
            ("accounts_alias_id_once", f"{_TABLE}.claimed_id", VendorShared(**vendor)),
            ("accounts_alias_name_once", f"{_TABLE}.claimed_look", VendorShared(**vendor)),
        ]

    def objects(self, change: StateChange[VendorAlias]) -> Mapping[str, UUID | str]:
        alias = change.subject
        return {"organisation": alias.organisation_id, "alias": alias.pk, "vendor_id": alias.vendor_id}

    def texts(self, change: StateChange[VendorAlias]) -> Mapping[str, str | int]:
        return {**super().texts(change), "vendor": change.subject.name, "vendor_id": change.subject.vendor_id}

    def event_subjects(self, _change: StateChange[VendorAlias]) -> Sequence[EventSubject]:
        return []

    def refusal(self, subject: VendorAlias, verb: str) -> SlipwayError:
        return AliasDecided() if subject.state == AliasState.DECLINED else super().refusal(subject, verb)


VENDOR_ALIASES = VendorAliasLifecycle()
