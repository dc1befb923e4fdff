"""The guides in the repository: all that they show and link to exists."""

import re

import pytest

from guides import system_checks
from guides.blocks import UnknownBlock, block_of
from guides.fields import fields_by_place
from guides.library import GUIDES_FOLDER, Guide, guides_in
from guides.links import GUIDE_OF_PART, guide_of_check
from guides.page import sections_of
from guides.samples import sample_names
from tilekit.checks.registered_checks import all_checks
from tilekit.core.message_catalogues import ENGLISH
from tilekit.core.messages import render
from tilekit.sections import STEPS
from tilekit.sections.options import BILLING_TYPES, CHECK_KINDS, RELEASE_CHOICES
from tilekit.sections.pricing import Pricing

pytestmark = pytest.mark.sqlite_is_enough
SLUGS = sorted(path.stem for path in (GUIDES_FOLDER / ENGLISH).glob("*.md"))
_LINK = re.compile(r'href="(/[^"]*)"')
_ATTRIBUTE_OF_MARKDOWN = re.compile(r"(?<!\{)\{#|\]\]|\[\[")


def guide_of(slug: str) -> Guide:
    return guides_in(ENGLISH)[slug]


def html_of(slug: str) -> str:
    blocks = [block for section in sections_of(guide_of(slug)) for block in section.blocks]
    return "\n".join(str(block.values["html"]) for block in blocks if block.kind == "text")


@pytest.mark.parametrize("slug", SLUGS)
def test_guide_is_complete(slug: str) -> None:
    guide = guide_of(slug)
    kinds = {part.kind for section in guide.text.sections for part in section.parts}

    assert "example" in guide.text.anchors
    assert {"file", "card", "tab", "asset", "logs"} & kinds
    assert "checks" in kinds
    assert guide.samples
    assert set(guide.samples) <= set(sample_names())
    assert [section.title for section in guide.headed_sections if not section.parts] == []


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_other_names_belong_to_sections(language: str) -> None:
    for guide in guides_in(language).values():
        assert guide.text.head.section_words.keys() <= guide.text.anchors


@pytest.mark.parametrize("slug", SLUGS)
def test_links_lead_to_sections_and_checks(slug: str) -> None:
    places = {f"/guides/{other}/" for other in SLUGS}
    places |= {f"/guides/{other}/#{anchor}" for other in SLUGS for anchor in guide_of(other).text.anchors}
    places |= {f"/checks/{check.code}/" for check in all_checks()}
    html = html_of(slug)

    assert [link for link in _LINK.findall(html) if link not in places] == []
    assert _ATTRIBUTE_OF_MARKDOWN.findall(html) == []


def test_each_sample_belongs_to_a_guide() -> None:
    assert {name for slug in SLUGS for name in guide_of(slug).samples} == set(sample_names())


def words_in(language: str, slug: str, anchor: str) -> str:
    section = next(row for row in guides_in(language)[slug].text.sections if row.anchor == anchor)
    return " ".join(" ".join(part.markdown for part in section.parts).split())


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_prices_have_the_words_of_the_wizard(language: str) -> None:
    text = words_in(language, "review-to-release", "pricing")
    fields = (Pricing.product_id, Pricing.short_description, Pricing.private_offers)
    labels = [*(choice.label for choice in BILLING_TYPES), *(field.label for field in fields)]

    assert [label for label in labels if render(label, language) not in text] == []


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
@pytest.mark.parametrize(
    "slug, anchor, labels",
    [
        ("agent-check", "choose", {choice.label for choice in CHECK_KINDS} - {"Python check"}),
        ("review-to-release", "release", {choice.label for choice in RELEASE_CHOICES}),
        ("review-to-release", "method", {field.label for field in fields_by_place()["review-to-release#method"][1:]}),
    ],
)
def test_answers_have_the_words_of_the_wizard(language: str, slug: str, anchor: str, labels: set[str]) -> None:
    text = words_in(language, slug, anchor)

    assert [label for label in labels if render(label, language) not in text] == []


def test_fields_and_steps_link_to_sections() -> None:
    assert system_checks.linked_sections_exist() == []
    assert len(fields_by_place()) > 30


def test_each_part_of_a_listing_has_checks() -> None:
    parts = [f"{check.subject} {check.applies_to}" for check in all_checks()]

    assert [part for part in GUIDE_OF_PART if not any(other.startswith(part) for other in parts)] == []


@pytest.mark.parametrize(
    "code, place",
    [
        ("DB-018", "dashboards#layout"),
        ("DB-043", "dashboards#widgets"),
        ("MF-038", "review-to-release#public-site"),
        ("MF-046", "metrics#file"),
        ("XC-008", "log-pipeline#source"),
    ],
)
def test_check_links_to_the_section_about_its_part(code: str, place: str) -> None:
    check = next(check for check in all_checks() if check.code == code)

    assert guide_of_check(check.subject, check.applies_to) == place


def test_missing_section_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    guides = {slug: guide for slug, guide in guides_in(ENGLISH).items() if slug != "metrics"}
    monkeypatch.setattr(system_checks, "guides_in", lambda _language: guides)

    texts = [str(error.msg) for error in system_checks.linked_sections_exist()]

    assert "the field metadata_csv links to the guide 'metrics#file', which does not exist" in texts
    assert "the step data links to the guide 'metrics#data-types', which does not exist" in texts
    assert "the subject MD of checks links to the guide 'metrics#file', which does not exist" in texts


def test_section_lists_the_fields_that_link_to_it() -> None:
    section = next(section for section in sections_of(guide_of("metrics")) if section.anchor == "metric-check")

    assert [(field.name, field.step) for field in section.fields] == [("metric_check", STEPS[3].title)]


@pytest.mark.parametrize(
    "kind, argument",
    [
        ("picture", "acme_queue"),
        ("file", "acme_queue/missing.csv"),
        ("file", "acme_queue/metadata.csv first"),
        ("asset", "acme_queue Missing"),
        ("tab", "acme_queue missing"),
        ("card", "missing"),
        ("checks", "ZZ"),
    ],
)
def test_unknown_block_is_refused(kind: str, argument: str) -> None:
    with pytest.raises(UnknownBlock):
        block_of(kind, argument)
