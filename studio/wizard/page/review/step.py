"""Prepares *Review & Submit*: remaining tasks, review teams, agreements, and whether the listing can be submitted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from msgspec import Struct, structs

from accounts.models import AgreementKind
from accounts.queries import names_of
from common.lists import joined_facts, joined_with_and
from listings.content.bundles import values_by_section
from listings.content.client_entities import ClientEntity, client_entities
from listings.content.vendor_fields import SECTION
from listings.display.place_names import place_name
from listings.lifecycle.offers import TransitionOffer
from listings.lifecycle.registry import Reason
from listings.lifecycle.revisions import revision_offers
from listings.pages.button_forms import TransitionForm
from listings.pages.shown_buttons import ShownButton, shown_button
from listings.states.revision_states import SUBMITTED_STATES
from page_parts.counts import Count
from reviews.models import ProductAccount
from reviews.queries.product_accounts import accounts_of
from studio.comparison import compared_with_draft
from studio.findings.finding import (
    MISSING_FIELD,
    ROW_SEVERITIES,
    WizardFinding,
    WizardRow,
    finding_rows,
    wizard_findings,
)
from studio.listing.listing_actions import LISTING_BUTTONS
from studio.page_urls import step_url
from studio.wizard.page.fields.vendor_choices import VendorChoices, vendor_choices
from studio.wizard.page.review.check_run import progress_context
from studio.wizard.page.review.team_scopes import team_scopes
from studio.wizard.page.step.agreements import agreements_context
from studio.wizard.page.step.preview import shown_preview
from studio.wizard.page.step.task_list import Counts, finding_counts
from studio.wizard.page.wizard import Wizard
from tilekit.checks.finding import Finding, Severity
from tilekit.checks.manifest.vendor import FOREIGN_VENDOR
from tilekit.core.field import Json
from tilekit.core.messages import N_, Message
from tilekit.sections import STEPS
from tilekit.sections.api_entities import ApiEntities

REVIEW_STEP = STEPS[-1]
SUBMIT, WITHDRAW = "submit", "withdraw"
_AGREEMENT_CODES = frozenset(f"{kind}-agreement" for kind in AgreementKind)  # accepted on this page
_FIELD_IS_EMPTY = Message(N_("This required field is empty."))


def review_context(wizard: Wizard, *, tab: str, start: str = "") -> dict[str, object]:
    """The template context of the page, except the form of the section "submission"."""
    base = step_url(wizard.revision, REVIEW_STEP.key)
    scopes = team_scopes(wizard) if wizard.is_open or wizard.revision.state in SUBMITTED_STATES else None
    return {
        **state_context(wizard),
        **progress_context(wizard),
        "team_scopes": scopes,
        "days": max((scope.days for scope in scopes or ()), default=0) if wizard.is_open else 0,
        **agreements_context(wizard),
        "agreements_url": f"{base}#agreements",
        "test_accounts": _test_accounts(wizard),
        "comparisons": compared_with_draft(wizard.revision.listing, wizard.actor) if wizard.is_open else (),
        "client_entities": client_entity_rows(wizard),
        "client_entities_history_url": wizard.url("section-history", ApiEntities.key),
        "presenter": shown_preview(wizard, tab=tab, level=3, start=start, base=base),
        "preview_url": wizard.url("preview"),
    }


def _test_accounts(wizard: Wizard) -> list[ProductAccount] | None:
    """The test accounts without their secrets; None for staff, who see them in their reviews."""
    if not wizard.actor.belongs_to(wizard.revision.listing.organisation_id):
        return None
    return accounts_of(wizard.revision)


def state_context(wizard: Wizard) -> dict[str, object]:
    """The part of the template context that each save may change: findings, reasons and the state of *Submit*."""
    offers_by_verb = {
        offer.verb: offer for offer in revision_offers([wizard.revision], wizard.actor)[wizard.revision.pk]
    }
    others = _other_reasons(offers_by_verb.get(SUBMIT), wizard)
    counts, comment_count = finding_counts(wizard), sum(placed.blocks_submission for placed in wizard.threads)
    counts = structs.replace(counts, blockers=counts.blockers + len(others))  # the list shows both as blockers
    rows = _remaining_rows(wizard) if wizard.is_open else []
    must_read = [row for row in rows if row.severity != Severity.ADVICE]
    return {
        "rows": must_read,
        "is_ready": not (must_read or others or comment_count or wizard.instant.unchecked),
        "advice": [row for row in rows if row.severity == Severity.ADVICE],
        "other_reasons": others,
        "agreement_codes": _AGREEMENT_CODES,
        "placed_threads": wizard.threads,
        "vendor": _foreign_vendor(wizard),
        "counts": counts,
        "comment_count": comment_count,
        "disabled_reason": _disabled_reason(counts, comment_count=comment_count),
        "submit": offers_by_verb.get(SUBMIT),
        "withdraw": _withdraw_button(wizard, offers_by_verb.get(WITHDRAW)),
        "submit_url": wizard.url("submit"),
    }


def _withdraw_button(wizard: Wizard, offer: TransitionOffer | None) -> ShownButton | None:
    if offer is None:
        return None
    form = TransitionForm(row=offer.row, subject=wizard.revision, actor=wizard.actor)
    return shown_button(LISTING_BUTTONS, wizard.revision, offer, form=form)


def _foreign_vendor(wizard: Wizard) -> VendorChoices | None:
    """How to get the vendor confirmed, if it isn't the organisation's."""
    if not wizard.is_editable or all(item.finding.code != FOREIGN_VENDOR for item in wizard.findings):
        return None
    return vendor_choices(wizard.revision.listing.organisation, wizard.documents[SECTION])


def _disabled_reason(counts: Counts, *, comment_count: int) -> str:
    """The reason why *Submit* is disabled, as one line: "To do: 2 blockers, 1 field to fill in"."""
    texts = [
        ngettext("{n} blocker", "{n} blockers", counts.blockers).format(n=Count(counts.blockers)),
        ngettext("{n} field to fill in", "{n} fields to fill in", counts.missing).format(n=Count(counts.missing)),
        ngettext("{n} unanswered comment", "{n} unanswered comments", comment_count).format(n=Count(comment_count)),
    ]
    numbers = (counts.blockers, counts.missing, comment_count)
    shown_texts = [text for text, number in zip(texts, numbers, strict=True) if number]
    return _("To do: {what}").format(what=joined_with_and(shown_texts))


def _remaining_rows(wizard: Wizard) -> list[WizardRow]:
    """The rows of findings and empty required fields: blockers first, then in the order of the steps."""
    order = {step.key: place for place, step in enumerate(wizard.steps)}
    findings = sorted(wizard.findings, key=lambda item: order.get(item.step, len(order)))
    documents = {key: document.values for key, document in wizard.documents.items()}
    reported = {item.finding.path for item in findings}
    silent = [_empty_field_row(wizard, path) for path in wizard.instant.missing if path not in reported]
    rows = [*finding_rows(findings, lambda item: _placed(item, documents)), *silent]
    return sorted(rows, key=lambda row: ROW_SEVERITIES.index(row.severity))


def _placed(item: WizardFinding, documents: Mapping[str, Mapping[str, Json]]) -> WizardFinding:
    words = place_name(item.finding.path, documents=documents) if item.finding.path else ""
    return item.with_place(
        joined_facts([words, item.file_position]) or place_name(""), item.lines_href or item.field_href
    )


def _empty_field_row(wizard: Wizard, path: str) -> WizardRow:
    """The row of an empty required field without a finding."""
    finding = Finding(code="", severity=Severity.BLOCKER, path=path, message=_FIELD_IS_EMPTY)
    (item,) = wizard_findings([finding], wizard.revision, missing=[path])
    places = [item.with_place(place_name(path), item.field_href)]
    return WizardRow(code="", severity=MISSING_FIELD, message=_FIELD_IS_EMPTY, part="place", places=places, number=1)


def _other_reasons(offer: TransitionOffer | None, wizard: Wizard) -> Sequence[Reason]:
    """Reasons against a submission besides fields, findings and comments, such as missing agreements."""
    codes = {finding.code for finding in wizard.instant.blockers} | {"field-missing", "thread-unanswered"}
    return [reason for reason in offer.reasons if reason.code not in codes] if offer else []


class ClientEntityRow(Struct, frozen=True, kw_only=True):
    """An entity with the name of its sender, "" if it is unknown."""

    row: ClientEntity
    by: str

    @property
    def at(self) -> datetime | None:
        return self.row.at


def client_entity_rows(wizard: Wizard) -> Sequence[ClientEntityRow]:
    """All entities that clients sent, in the order in which they first arrived. At most two queries."""
    rows = client_entities(values_by_section(wizard.documents))
    names = names_of(row.by for row in rows) if rows else {}
    return [ClientEntityRow(row=row, by=names.get(row.by, "") if row.by else "") for row in rows]
