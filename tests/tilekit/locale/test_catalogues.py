"""The catalogues of tilekit. tests/contract/test_translations.py tests what applies to the portal's catalogues, too."""

from collections.abc import Iterator

import pytest

from portal.message_catalogues.domains import TILEKIT
from tests.catalogues import LANGUAGES, READ_ONCE, READ_ONCE_GROUP, entries, texts
from tilekit.checks.registered_checks import all_checks
from tilekit.checks.subjects import SUBJECTS
from tilekit.commands import COMMANDS
from tilekit.core.composite import Rows
from tilekit.core.messages import Message, is_counted
from tilekit.core.section import Document
from tilekit.sections import SECTIONS, STEPS

# Texts that are the same in French: names, technical terms, and values of listings (which are in English).
_NAMES = {
    "OpenMetrics", "DogStatsD", "JMX", "Marketplace", "Logo", "Documentation", "Dashboards", "Logs", "Traces",
    "Incidents", "Date", "Version", "Versions", "Scope", "Scopes", "Type", "JavaScript", "options", "Acme", "broker",
    "Python wheel", "URL", "E-mail", "{entry}: {said}", "log_detection", "integration",
    "{amount} MB", "{amount} GB", "logs", "Distribution", "Note", "OK", "Powerpack", "SLO", "Top list", "Widget",
    "Workflow", "webhook", "traces", "incidents",
    "{n} minutes", "{amount} {unit}", "{amount}%", "${price}", "{number} × {unit}",
}  # fmt: skip


def _texts_of_document(document: type[Document]) -> Iterator[str]:
    for name, field in document.fields.items():
        yield from (field.label, field.help.id if isinstance(field.help, Message) else field.help)
        if isinstance(field, Rows):
            yield from _texts_of_document(field.row)
        elif name not in ("categories", "supported_os"):
            yield from (option.label for option in getattr(field, "options", ()))


def _texts_shown_to_people() -> set[str]:
    """The texts of the registry and the declarations."""
    texts = {text for check in all_checks() for text in (check.message, check.folded)}
    texts |= {text for section in SECTIONS for text in (section.heading, *_texts_of_document(section))}
    texts |= {notice.text for section in SECTIONS for notice in section.notices}
    texts |= {step.title for step in STEPS} | set(SUBJECTS.values()) | {summary for _, summary in COMMANDS.values()}
    return texts - {""}


def _examples(document: type[Document]) -> Iterator[str]:
    for field in document.fields.values():
        yield field.example
        if isinstance(field, Rows):
            yield from _examples(field.row)


@pytest.mark.xdist_group(READ_ONCE_GROUP)
def test_template_holds_what_registry_and_declarations_say() -> None:
    messages = {
        message.id[0] if message.pluralizable else message.id for message in READ_ONCE[TILEKIT.name].catalogue()
    }

    assert _texts_shown_to_people() - messages == set()


def test_english_has_forms_for_one_and_is_its_own_form_for_many() -> None:
    english = {entry.text: entry.translations for entry in entries("en")}

    assert set(english) == {text for text in texts("fr") if is_counted(text)}
    assert [text for text, forms in english.items() if not forms[0] or forms[1] != text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_in_english(language: str) -> None:
    content = {example for section in SECTIONS for example in _examples(section)}
    files = {check.applies_to for check in all_checks()}
    same = {entry.text for entry in entries(language) if entry.text in entry.translations}

    assert same - content - files - _NAMES == set()
