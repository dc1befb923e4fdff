"""Texts that people read are marked for translation, in templates and in code."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.contract import literals, markup
from tests.contract.tree import ROOT, tracked

# Pages of developers, and attributes of a tag, which are not markup without it.
TEMPLATES_LEFT_OUT = re.compile(r"templates/styleguide/|.*attributes\.html$")
# People of the demo and their texts, messages for programmers, texts of the OpenAPI documents, and of metrics.
MODULES_LEFT_OUT = (
    "accounts/demo.py", "page_parts/formats/", "listings/lifecycle/system_checks.py",
    "api/changelog/record.py",
    "api/tokens/surface.py", "api/tokens/routes.py", "api/ingestion/bodies/",
    "api/ingestion/routes/", "api/ingestion/fault_api.py", "api/ingestion/surface.py", "api/openapi.py",
    "api/publishers/bodies/",
    "api/publishers/routes/", "api/publishers/surface.py", "api/configure/bodies.py",
    "api/configure/resource_bodies.py",
    "api/configure/query_parameters.py", "api/configure/routes/", "api/configure/surface.py",
    "api/v1/bodies/", "api/v1/routes/", "api/v1/surface.py", "api/v1/listings.py",
    "api/documents/", "trials/protocol.py", "trials/views/",
    "notices/events.py", "notices/webhooks/actions/deliveries.py",
    "common/metrics.py", "operations/metrics/", "operations/backup/", "operations/move/", "operations/table_owner.py",
    "files/deletion_pause.py", "jobs/system_checks.py", "audit/erasures.py", "common/redis_cache.py",
    "listings/lifecycle/event_data.py", "releases/event_data.py", "reviews/event_data.py", "sandboxes/event_data.py",
)  # fmt: skip
# Notes in models for programmers, headings of the docs, a name from browsers, a statement of SQL, and why a job
# failed, which admins read as it was written.
SENTENCES_LEFT_OUT = {
    "Of one kind and key, one job is open at a time",
    "When a message was last given to the broker",
    "The worker stopped responding during the last attempt.",
    "Live tile",
    "Sandbox tile",
    "OAuth exception",
    "Request for a sandbox org",
    "Request for a waiver",
    "Dispute of a finding",
    "Dispute about a comment",
    "Sandbox org",
    "Vendor alias",
    "Mac OS",
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "AADSTSx: x",
}


def _templates() -> list[Path]:
    templates = (path for path in tracked(".html", ".txt") if "templates" in path.parts and path.parts[0] != "tests")
    return [path for path in templates if not TEMPLATES_LEFT_OUT.match(str(path))]


def test_templates_say_nothing_unmarked() -> None:
    unmarked = {str(path): markup.unmarked((ROOT / path).read_text()) for path in _templates()}

    assert {path: texts for path, texts in unmarked.items() if texts} == {}


def test_code_says_nothing_unmarked() -> None:
    apps = set(settings.SLIPWAY_APPS) - {"portal"}  # its texts are for operators
    texts = []
    for path in tracked(".py"):
        if path.parts[0] in apps and not {"migrations", "management"} & set(path.parts):
            texts += [f"{path}:{text}" for text in literals.unmarked((ROOT / path).read_text())]

    assert [text for text in texts if not text.startswith(MODULES_LEFT_OUT) and _said(text)] == []


def _said(text: str) -> bool:
    return text.split(" ", 1)[1] not in SENTENCES_LEFT_OUT


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello there</p>",
        "<p>{{ count }} rows</p>",
        '<a title="Go home" href="/">{{ name }}</a>',
        '{% component "button" label="Save" %}',
        '{{ name|default:"Nobody yet" }}',
        '<{% if link %}a href="{{ link }}"{% else %}span{% endif %}>Here</span>',
    ],
)
def test_unmarked_markup_is_found(source: str) -> None:
    assert markup.unmarked(source)


@pytest.mark.parametrize(
    "source",
    [
        "<p>{% translate 'Hello there' %}</p>",
        "{% blocktranslate count rows=rows %}{{ rows }} row{% plural %}{{ rows }} rows{% endblocktranslate %}",
        '{% component "button" label=_("Save") style="good" %}',
        '<{% if link %}a href="{{ link }}"{% else %}span{% endif %} class="wide">{{ text }}</span>',
        '<p>Slipway · <code>make run</code> {{ when|date:"j F Y" }}</p>',
        "{# A note #}{% comment %}Another note{% endcomment %}",
    ],
)
def test_marked_markup_is_fine(source: str) -> None:
    assert markup.unmarked(source) == []


@pytest.mark.parametrize("source", ['messages.info(request, "It is saved.")', 'label = f"Save {name} now"'])
def test_unmarked_sentence_is_found(source: str) -> None:
    assert literals.unmarked(source)


@pytest.mark.parametrize(
    "source",
    [
        'from django.utils.translation import gettext as _say\n_say("It is saved.")',
        'def save() -> None:\n    """It is saved."""',
        'raise TypeError("It is gone.")',
        '_log.info("It is saved.")',
    ],
)
def test_sentences_for_programmers_are_fine(source: str) -> None:
    assert literals.unmarked(source) == []
