"""Saves the form of a step that was sent without JavaScript."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.actions import save_section
from listings.errors import SectionChanged, ValuesRefused
from page_parts.posted_fields import apply_row_button, posted_values
from studio.wizard.forms import path_of_name, with_added_scopes, with_stored_numbers
from studio.wizard.page.fields.scope_choices import SCOPE_BUTTON, SCOPE_PICKER
from studio.wizard.page.step.field_extras import template_texts
from studio.wizard.page.step.section_fields import section_fields
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.attaching import attach_or_offer
from tilekit.core.field import Json

Errors = dict[str, list[str]]


def form_values(request: HttpRequest, wizard: Wizard, key: str) -> dict[str, Json]:
    """The values of the form, with the effect of the pressed button of a row or file."""
    fields = section_fields(wizard, key)
    post = request.POST.copy()
    if removed := post.get("_remove"):
        post[removed] = ""
    begun = str(post.get("_start", ""))
    if text := template_texts(wizard).get(f"{key}.{begun}"):
        post[begun] = text
    values = apply_row_button(post.get("_rows", ""), posted_values(post, fields), fields=fields)
    if SCOPE_BUTTON in post:
        values = with_added_scopes(values, str(post[SCOPE_BUTTON]), map(str, post.getlist(SCOPE_PICKER)))
    return with_stored_numbers(key, values)


def save_values(wizard: Wizard, key: str, values: Mapping[str, Json], *, version: int | None) -> None:
    save_section(
        revision_id=wizard.revision.pk, key=key, version=version, changes=values, by=wizard.actor, now=timezone.now()
    )


def conflict_errors(error: SectionChanged, key: str) -> Errors:
    """{path: messages} for the fields that somebody else has changed."""
    errors: Errors = {}
    words = error.context["words"]
    for path, value in words.items() if isinstance(words, dict) else ():
        field = path.partition("[")[0]
        text = _("Someone else changed this field to “{value}”. Save again to keep your version.").format(value=value)
        errors.setdefault(field if field.startswith(f"{key}.") else f"{key}.{field}", []).append(text)
    return errors


def refusal_errors(error: ValuesRefused) -> Errors:
    """{path: reasons} for the values that were refused."""
    fields = error.context["fields"]
    return {path: [str(why)] for path, why in fields.items()} if isinstance(fields, dict) else {}


def attach_posted_files(request: HttpRequest, wizard: Wizard, key: str) -> Errors:
    """Store each uploaded file. Returns {path: errors}; an error does not affect other files."""
    errors: Errors = {}
    for name in request.FILES:
        path = f"{key}.{path_of_name(name.removesuffix('-file'))}"
        for content in request.FILES.getlist(name):
            if reason := attach_or_offer(wizard.revision, path, content, by=wizard.actor):
                errors.setdefault(path, []).append(reason)
    return errors
