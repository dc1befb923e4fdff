"""Prepares the page of a wizard step."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from msgspec import Struct

from accounts.page import agreement_html
from accounts.queries import AgreementStatus, agreement_statuses, member_ids, names_of
from common.actor import Role
from common.lists import joined_with_or
from common.presence import BEAT_SECONDS, PresentPerson, record_presence
from guides.links import guide_link
from listings.lifecycle.guards import needed_agreements
from listings.page_urls import control_id
from listings.queries import logos_of
from listings.queries.status import status_of
from reviews.queries import return_notes
from studio.findings.unchecked import unchecked_text_of_draft
from studio.page_urls import question_url, step_url
from studio.threads.page import threads_markup
from studio.threads.places import PlacedThread
from studio.wizard.page.fields.behaviours import behaviours_of
from studio.wizard.page.fields.props import Props, flatten_props, rendered_rows
from studio.wizard.page.step.assignments import assignment_form
from studio.wizard.page.step.field_extras import FieldExtra, extras_of
from studio.wizard.page.step.presence import presence_items
from studio.wizard.page.step.preview import preview_context, url_in_preview
from studio.wizard.page.step.problems import problems
from studio.wizard.page.step.readonly import readonly_reason, replace_button
from studio.wizard.page.step.section_fields import section_fields, unplaced_rows
from studio.wizard.page.step.set_aside import set_aside_context
from studio.wizard.page.step.task_list import task_list
from studio.wizard.page.wizard import Wizard
from tilekit.core.section import SectionDocument
from tilekit.sections import STEPS, Step


def head_context(wizard: Wizard) -> dict[str, object]:
    """The template context of the head of every page about a revision."""
    message = status_of([revision := wizard.revision], to=wizard.actor)[revision.pk]
    return {
        "wizard": wizard,
        "listing": revision.listing,
        "logo": logos_of([revision.listing], to=wizard.actor).get(revision.listing_id),
        "revision": revision,
        "status_message": message,
        "is_late": message.is_late(timezone.now()),
        "return_notes": return_notes([revision]).get(revision.pk, ()),
        "login_url": settings.LOGIN_URL,
        "breadcrumbs": [
            {"href": "/listings/", "label": _("Listings")},
            {"href": revision.listing.get_absolute_url(), "label": revision.listing.name},
            {"label": _("Revision {number}").format(number=revision.number)},
        ],
    }


def presence_context(wizard: Wizard, step: Step) -> dict[str, object]:
    """The template context with other people who have the revision open. Records that the reader has the step open."""
    if wizard.actor.id is None:
        return {}
    reader = PresentPerson(person_id=wizard.actor.id, page=step.key)
    others = record_presence(str(wizard.revision.pk), reader, now=timezone.now())
    return {
        "present": presence_items(others),
        "presence_url": wizard.url("presence", step.key),
        "beat_seconds": BEAT_SECONDS,
    }


def page_context(wizard: Wizard, step: Step) -> dict[str, object]:
    """The whole template context of a step."""
    return {
        **head_context(wizard),
        **presence_context(wizard, step),
        **surroundings_context(wizard, step),
        "step": step,
        "guide": guide_link(step.guide),
        "ask_url": question_url(wizard.revision) if wizard.is_editable else "",
        "applies": step in wizard.steps,
        "forms": [form_context(wizard, section.key) for section in form_sections(wizard, step)],
        "assignment": assignment_form(wizard, step),
        "update_url": wizard.url("findings", step.key),
    }


def surroundings_context(wizard: Wizard, step: Step) -> dict[str, object]:
    """The template context of the task list and the bar below the form, which each save may change."""
    return {
        **_neighbour_context(wizard, step),
        **set_aside_context(wizard, step),
        "threads_of_step": _threads_without_form(wizard, step),
        "wizard": wizard,
        "revision": wizard.revision,
        "listing": wizard.revision.listing,
        "task_list": task_list(wizard, step.key),
        "problems": problems(wizard),
        "readonly_reason": readonly_reason(wizard),
        "replace": replace_button(wizard),
        "unchecked_draft": unchecked_text_of_draft(wizard.instant.unchecked) if wizard.is_open else "",
    }


def preview_pane_context(wizard: Wizard, step: Step) -> dict[str, object]:
    """The preview next to the form, rendered with the page so that the layout does not shift."""
    tab = step.sections[0].tab
    return {**preview_context(wizard, tab=tab, level=2), "is_wide": step.key in _WITHOUT_PREVIEW}


def form_sections(wizard: Wizard, step: Step) -> list[type[SectionDocument]]:
    """The sections that the step shows as forms."""
    return [section for section in step.sections if section.applies(wizard.kind) and not section.is_read_only()]


def form_context(wizard: Wizard, key: str) -> dict[str, object]:
    """The template context of a section's form."""
    row, document, extras = wizard.rows[key], wizard.documents[key], extras_of(wizard, key)
    fields = [_closed_if_blocked(props, extras.get(str(props["name"]))) for props in section_fields(wizard, key)]
    return {
        "section": key,
        "id": f"form-{key}",
        "title": document.heading,
        "is_title_hidden": key == "submission",
        "intro": _INTRODUCTIONS.get(key, ""),
        "notices": [notice.text for notice in document.notices if notice.applies(wizard.kind)],
        "version": row.version,
        "saved_at": max(section.updated_at for section in wizard.rows.values()),
        "fields": fields,
        "may_fold": any(props.get("may_fold") for props in fields),
        "by_name": {str(props["name"]): props for props in fields},
        "groups": _groups(wizard, key, fields),
        "extras": extras,
        "items": [{"props": props, "extra": extras.get(str(props["name"]))} for props in fields],
        "template": section_template(key),
        "behaviours": behaviours_of(key),
        "general": unplaced_rows(wizard, key, fields),
        "threads": threads_markup(_threads_without_field(wizard, key, fields), wizard.thread_page_with_places),
        "save_url": wizard.url("section-save", key),
        "fields_url": wizard.url("section-fields", key),
        "history_url": wizard.url("section-history", key),
        "tile_url": url_in_preview(wizard, key),
        **_section_context(wizard, key),
    }


def _closed_if_blocked(props: Props, extra: FieldExtra | None) -> Props:
    """The props of a field. A checkbox that can't be true can't be ticked, but one that is ticked can be unticked.

    The reason why it can't be ticked takes the place of the request to tick it.
    """
    is_blocked = extra and extra.blocked and not props["value"]
    return {**props, "readonly": True, "findings": ()} if is_blocked else props


def _groups(wizard: Wizard, key: str, fields: Sequence[Props]) -> dict[str, Props]:
    """{key: props} of the section's groups of fields. One with a finding, an error or a comment is not folded."""
    document = wizard.documents[key]
    needing_attention = {props["name"] for props in fields if props["findings"] or props["errors"] or props["comments"]}
    unneeded = document.unneeded_groups(wizard.kind)
    return {
        group.key: {
            "id": f"group-{group.key}",
            "title": group.title,
            "text": group.unneeded,
            "folded": group.key in unneeded and needing_attention.isdisjoint(group.fields),
        }
        for group in document.groups
    }


def _threads_without_field(wizard: Wizard, key: str, fields: Sequence[Props]) -> list[PlacedThread]:
    """Threads of the section that no rendered field or row shows, for example about a file or a hidden field."""
    shown = {props["id"] for props in flatten_props(fields)} | {props["id"] for props in rendered_rows(fields)}
    of_section = [placed for placed in wizard.threads if placed.thread.section == key]
    return [placed for placed in of_section if not placed.place.path or control_id(placed.place.path) not in shown]


def _threads_without_form(wizard: Wizard, step: Step) -> str:
    """The open comments on sections of the step that have no form now."""
    shown = {section.key for section in form_sections(wizard, step)}
    keys = {section.key for section in step.sections} - shown
    threads = [placed for placed in wizard.threads if placed.thread.section in keys]
    return threads_markup(threads, wizard.thread_page_with_places) if threads else ""


def _section_context(wizard: Wizard, key: str) -> dict[str, object]:
    """The template context that only the template of this section needs."""
    if key == "data":
        names = ("metrics", "metrics-rows", "metrics-row", "metrics-paste", "pipeline")
        return {f"{name.replace('-', '_')}_url": wizard.url(name) for name in names}
    return agreements_context(wizard) if key == "legal" else {}


_INTRODUCTIONS = {
    "overview": _lazy("What customers read first: the card in the catalogue and the top of the tile."),
    "configuration": _lazy("How the integration works, and what it can do in the customer's account."),
    "setup": _lazy("How customers install your offering, check that it works and remove it."),
    "data": _lazy("What data your offering reads and sends, and the files that describe it."),
    "content": _lazy("What customers get with the tile. Upload the JSON files that you exported from the platform."),
    "pricing": _lazy("What customers pay. Each listing has one plan."),
    "legal": _lazy("The terms under which you sell your offering."),
    "support": _lazy("How customers and our teams can reach you."),
    "release_notes": _lazy("What changed in each version, newest first."),
}
# Steps with a wide table, which have no preview next to the form.
_WITHOUT_PREVIEW = ("data",)
# Sections with their own layout.
SECTIONS_WITH_TEMPLATE = frozenset({"data", "legal", "overview", "submission"})


def section_template(key: str) -> str:
    """The template with the layout of the section."""
    return f"studio/steps/{key if key in SECTIONS_WITH_TEMPLATE else 'default'}.html"


def _neighbour_context(wizard: Wizard, step: Step) -> dict[str, object]:
    """The template context with the previous and the next step and their URLs."""
    steps = [other for other in STEPS if other is step or other in wizard.steps]
    place = steps.index(step)
    back, following = steps[place - 1] if place else None, next(iter(steps[place + 1 :]), None)
    return {
        "back": back,
        "back_url": step_url(wizard.revision, back.key) if back else "",
        "next": following,
        "next_url": f"{step_url(wizard.revision, following.key)}#start" if following else "",
    }


class Agreement(Struct, frozen=True, kw_only=True):
    """The status of an agreement, the URL of its page, and the URL that accepts it: "" if the reader can't."""

    status: AgreementStatus
    href: str
    accept_url: str

    @property
    def html(self) -> str:
        return agreement_html(self.status.version.text)


def agreements_context(wizard: Wizard) -> dict[str, object]:
    """The agreements that this listing requires, and who can accept those that are not accepted yet."""
    organisation_id = wizard.revision.listing.organisation_id
    agreements, is_owner = agreements_of(wizard), wizard.actor.holds(Role.OWNER, organisation_id)
    is_told = not is_owner and not all(agreement.status.acceptance for agreement in agreements)
    owners = names_of(member_ids(organisation_id, min_role=Role.OWNER)) if is_told else {}
    return {"agreements": agreements, "is_owner": is_owner, "owners": joined_with_or(sorted(owners.values()))}


def agreements_of(wizard: Wizard) -> list[Agreement]:
    """The agreements that this listing requires."""
    organisation = wizard.revision.listing.organisation
    needed = needed_agreements(wizard.revision.listing.route)
    is_owner = wizard.actor.holds(Role.OWNER, organisation.pk)
    return [
        Agreement(
            status=status,
            href=reverse("accounts:agreement-detail", args=[organisation.slug, status.version.kind]),
            accept_url=reverse("accounts:agreement-accept", args=[organisation.slug, status.version.pk])
            if is_owner and not status.acceptance
            else "",
        )
        for status in agreement_statuses(organisation.pk)
        if status.version.kind in needed
    ]
