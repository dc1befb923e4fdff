"""A language consists of its line in LANGUAGES and its catalogues: with these, no text on any page stays English."""

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from guides.library import guides_in
from reviews.canned_replies import built_in_replies
from reviews.checklists import built_in_checklist, questions_of
from tests.contract.access_table import READS
from tests.contract.access_world import World
from tests.contract.addresses import address_of
from tests.contract.pages import pseudo
from tilekit.checks.registered_checks import all_checks
from tilekit.core import message_catalogues
from tilekit.core.composite import Rows
from tilekit.core.message_catalogues import ENGLISH
from tilekit.core.section import Document
from tilekit.sections import SECTIONS
from tilekit.sections.options import category_choices, supported_os

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access"), pytest.mark.slow]
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
GUIDES = SAMPLES.parents[1] / "guides"  # their translations are files, and they are shown in English without one
# Names, methods of HTTP, headers, a unit as Babel has it, placeholders, and the variable of the setting that is shown.
NAMES = {
    "Slipway", "English", "Esperanto", "https://acme.example", "GOV", "webhook-id", "api.partner.microsoft",
    "DELETE", "PATCH", "POST", "PUT", "bajtoj", "client.mjs", "publish.yml", "receive.mjs", "{row}",
    "FIRST_RESPONSE_DAYS", "{integration_id}",
}  # fmt: skip


@pytest.fixture
def _made_up_language(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    pseudo.write_catalogues(tmp_path)
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo.LANGUAGE, "Esperanto")]
    settings.LOCALE_PATHS = [tmp_path / "django"]
    monkeypatch.setattr(message_catalogues, "LOCALE", tmp_path / "tilekit")
    _forget_translations()
    yield
    translation.activate("en")
    _forget_translations()


def _forget_translations() -> None:
    for function in (message_catalogues.catalogue_of, built_in_checklist, built_in_replies, questions_of):
        function.cache_clear()


@pytest.mark.usefixtures("_made_up_language")
@pytest.mark.parametrize("role", ["anonymous", "owner", "reviewer", "admin"])
def test_every_text_of_every_page_is_translatable(role: str, world: World) -> None:
    pages = dict(_pages(role, world))
    data = _data(world)

    untranslated = {
        name: {text for text in pseudo.plain_texts(page) if text not in data} for name, page in pages.items()
    }

    assert len(pages) > 5
    assert {name: texts for name, texts in untranslated.items() if texts} == {}


def _pages(role: str, world: World) -> Iterator[tuple[str, str]]:
    client, person = Client(raise_request_exception=False), world.people[role]
    if person:
        type(person).objects.filter(pk=person.pk).update(language=pseudo.LANGUAGE)
        client.force_login(person)
    client.cookies["django_language"] = pseudo.LANGUAGE
    for name, access in READS.items():
        if role not in access.roles:
            continue
        response = client.get(address_of(name, access, world), access.data)
        if response.status_code == 200 and "text/html" in response.headers.get("Content-Type", ""):
            yield name, response.content.decode()
        for resource in response._resource_closers:  # files; closing the response would close the database as well
            resource()


def _data(world: World) -> str:
    """Texts that people have entered, and names that are the same in every language."""
    folders = (path for folder in (SAMPLES, GUIDES) for path in folder.rglob("*"))
    files = (path for path in folders if path.suffix in (".json", ".md", ".yaml", ".csv"))
    entered = (text for model in apps.get_models() for row in model._default_manager.values() for text in _texts(row))
    listed = (option.label for options in (category_choices(), supported_os()) for option in options)
    return "\n".join(
        " ".join(text.split())
        for text in (
            *NAMES,
            *entered,
            *(path.read_text() for path in files),
            *listed,
            *_examples(),
            *_zones(),
            *_guides(),
            *(check.reason for check in all_checks()),
        )
    )


def _guides() -> Iterator[str]:
    """The sections of the guides as links name them."""
    for guide in guides_in(ENGLISH).values():
        yield from (f"{guide.title}: {section.title}" for section in guide.headed_sections)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (*_texts(key), *_texts(item))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _examples() -> Iterator[str]:
    for section in SECTIONS:
        yield from _examples_of(section)


def _examples_of(document: type[Document]) -> Iterator[str]:
    for field in document.fields.values():
        yield field.example
        if isinstance(field, Rows):
            yield from _examples_of(field.row)


def _zones() -> Iterator[str]:
    yield from (name.replace("_", " ") for name in zoneinfo.available_timezones())
