"""The section of the settings file with the current texts of agreements."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import publish_agreement
from accounts.models import MAX_AGREEMENT_LENGTH, AgreementKind
from accounts.queries import current_agreements
from common.settings_sections import FileSection, SettingsImport, register_section
from tilekit.core.field import Json


def _texts() -> Mapping[str, Json]:
    """{kind: Markdown}; null if no version was published."""
    versions = current_agreements()
    return {kind: versions[kind].text if kind in versions else None for kind in AgreementKind.values}


def _checked(kind: str, value: Json) -> Json:
    """The text. Null changes nothing: a published agreement can't be withdrawn, because owners have accepted it.

    An earlier text without a limit may stay.
    """
    current = _texts()[kind]
    if value is None or value == current:
        return current
    if not isinstance(value, str) or not value.strip():
        raise ValidationError(_("Enter the text of the agreement."), code="text")
    if len(value) > MAX_AGREEMENT_LENGTH:
        raise ValidationError(_("The text of an agreement can have at most 100,000 characters."), code="too-long")
    return value


def _publish(kind: str, value: Json, by_import: SettingsImport) -> None:
    current = current_agreements().get(kind)
    number = current.number + 1 if current else 1
    reason, by, now = by_import.reason, by_import.by, by_import.now
    publish_agreement(kind=AgreementKind(kind), number=number, text=str(value), reason=reason, by=by, now=now)


register_section(
    FileSection(
        name="agreements",
        heading=gettext_lazy("Agreements"),
        values=_texts,
        label=lambda kind: AgreementKind(kind).label,
        checked=_checked,
        save=_publish,
        page_url=reverse_lazy("accounts:agreement-admin"),
    )
)
