"""Prepares the page of a wizard step."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.queries import names_of
from common.presence import BEAT_SECONDS, PresentPerson, record_presence
from guides.links import guide_link
from listings.queries import logos_of
from listings.queries.status import status_of
from reviews.queries import return_notes
from studio.findings.unchecked import unchecked_text_of_draft
from studio.page_urls import question_url, step_url
from studio.threads.page import threads_markup
from studio.wizard.page.step.assignments import assignment_form
from studio.wizard.page.step.preview import preview_context
from studio.wizard.page.step.problems import problems
from studio.wizard.page.step.readonly import readonly_reason, replace_button
from studio.wizard.page.step.set_aside import set_aside_context
from studio.wizard.page.step.step_form import form_context
from studio.wizard.page.step.task_list import task_list
from studio.wizard.page.wizard import Wizard
from tilekit.core.messages import translate
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
        "present": _presence_items(others),
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


def _threads_without_form(wizard: Wizard, step: Step) -> str:
    """The open comments on sections of the step that have no form now."""
    shown = {section.key for section in form_sections(wizard, step)}
    keys = {section.key for section in step.sections} - shown
    threads = [placed for placed in wizard.threads if placed.thread.section in keys]
    return threads_markup(threads, wizard.thread_page_with_places) if threads else ""


# Steps with a wide table, which have no preview next to the form.
_WITHOUT_PREVIEW = ("data",)


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


def _presence_items(others: Sequence[PresentPerson]) -> list[dict[str, object]]:
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
