"""The pages on which leads edit the texts of their team, with and without scripts."""

import re
from collections.abc import Mapping

import pytest
from django.test import Client

from common.actor import Actor, TeamRole
from reviews.actions import save_team_texts
from reviews.models import TeamTexts, TextsKind
from reviews.queries.team_texts import current_texts
from reviews.team_texts import TeamText
from tests.listings.scene import NOW
from tests.markup import compact
from tests.reviews.scene import DOCS, browser_of, html_of, reviewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
URL, REPLIES = f"/queue/{DOCS}/checklist/", f"/queue/{DOCS}/replies/"


@pytest.fixture
def ada() -> Actor:
    return reviewer_for(DOCS, role=TeamRole.LEAD, name="Ada Byron")


@pytest.fixture
def lead(ada: Actor) -> Client:
    return browser_of(ada)


def save(ada: Actor, *items: TeamText, seen: int = 0, kind: TextsKind = TextsKind.CHECKLIST) -> None:
    save_team_texts(kind=kind, team=DOCS, items=items, seen=seen, by=ada, now=NOW)


def item(key: str, text: str, **texts: str) -> TeamText:
    return TeamText(key=key, text={"en": text, **texts})


def sent(html: str) -> dict[str, list[str]]:
    """What a browser would send of the form, without pressing the button of a row."""
    form = re.search(r'<form class="fields".*?</form>', html.split("<template>", maxsplit=1)[0] + "</form>", re.DOTALL)
    assert form
    values: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]):
        values.setdefault(name, []).append(value)
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*> ?([^<]*)</textarea>', form[0]):
        values.setdefault(name, []).append(value)
    for name, value in re.findall(r'<input type="checkbox"[^>]*name="([^"]+)" value="([^"]*)" checked', form[0]):
        values.setdefault(name, []).append(value)
    return values


def keys_in(html: str) -> list[str]:
    return re.findall(r'name="items" value="([^_"]+)"', html.split("<template>", maxsplit=1)[0])


def test_first_page_has_the_texts_of_the_portal(lead: Client) -> None:
    html = html_of(lead, URL)

    assert "The list that comes with the portal" in html
    assert "Le premier paragraphe" in html
    assert "Checks that only a person can perform add these questions." in html
    assert keys_in(html)[:2] == ["first-paragraph", "steps"]


def test_form_sent_as_it_is_saves_no_version(lead: Client) -> None:
    lead.post(URL, sent(html_of(lead, URL)))

    assert not TeamTexts.objects.exists()


def test_form_saves_texts_flag_and_sections(ada: Actor, lead: Client) -> None:
    save(ada, item("a", "One", fr="Un"), item("b", "Two"))
    form = sent(html_of(lead, URL))

    changed = {"items.a.text_fr": [""], "items.a.is_required": ["on"], "items.b.sections": ["setup", "data"]}
    response = lead.post(URL, {**form, **changed, "items": ["b", "a"]})

    assert (response.status_code, response.headers["Location"]) == (302, URL)
    assert list(current_texts(TextsKind.CHECKLIST, DOCS).items) == [
        TeamText(key="b", text={"en": "Two"}, sections=("setup", "data")),
        TeamText(key="a", text={"en": "One"}, is_required=True),
    ]
    assert "Version 2, saved by Ada Byron" in html_of(lead, URL)


@pytest.mark.parametrize(
    "button, keys", [("down:items:a", ["b", "a"]), ("up:items:b", ["b", "a"]), ("remove:items:a", ["b"])]
)
def test_buttons_of_rows_work_without_scripts(ada: Actor, lead: Client, button: str, keys: list[str]) -> None:
    save(ada, item("a", "One"), item("b", "Two"))
    form = {**sent(html_of(lead, URL)), "items.b.text_en": ["Typed"], "_rows": [button]}

    html = compact(lead.post(URL, form).content.decode())

    assert keys_in(html) == keys
    assert "Typed</textarea>" in html
    assert TeamTexts.objects.count() == 1


def test_added_row_is_saved_with_the_next_press(ada: Actor, lead: Client) -> None:
    save(ada, item("a", "One"))
    html = compact(lead.post(URL, {**sent(html_of(lead, URL)), "_rows": ["add:items"]}).content.decode())
    key = keys_in(html)[1]

    lead.post(URL, {**sent(html), f"items.{key}.text_ja": ["手順"]})

    assert current_texts(TextsKind.CHECKLIST, DOCS).items[1] == TeamText(key=key, text={"ja": "手順"})


def test_faulty_field_keeps_its_text_and_is_linked(ada: Actor, lead: Client) -> None:
    save(ada, item("a", "One"), item("b", "Two"))

    response = lead.post(URL, {**sent(html_of(lead, URL)), "items.b.text_en": ["See {sectoin}"]})

    html = compact(response.content.decode())
    assert response.status_code == 422
    assert '<a href="#items-b-text_en-field">Item 2: Unknown variable: {sectoin}. You can use' in html
    assert 'id="items-b-text_en-field"' in html
    assert "See {sectoin}</textarea>" in html
    assert TeamTexts.objects.count() == 1


def test_stale_form_keeps_its_text_and_shows_what_a_colleague_saved(ada: Actor, lead: Client) -> None:
    save(ada, item("a", "One"))
    form = {**sent(html_of(lead, URL)), "items.a.text_en": ["Mine"]}
    grace = reviewer_for(DOCS, role=TeamRole.LEAD, name="Grace Hopper")
    save(grace, item("a", "Hers"), seen=1)

    response = lead.post(URL, form)

    html = compact(response.content.decode())
    assert response.status_code == 409
    assert "Grace Hopper saved version 2 on" in html
    assert "What version 2 changed" in html
    assert "Mine</textarea>" in html
    lead.post(URL, sent(html))
    assert current_texts(TextsKind.CHECKLIST, DOCS).items[0].text == {"en": "Mine"}


def test_saved_replies_have_labels_and_checks(ada: Actor, lead: Client) -> None:
    form: Mapping[str, list[str]] = {
        "seen": ["0"],
        "items": ["x"],
        "items.x.label_en": ["Units"],
        "items.x.text_en": ["Add units, {partner}: {finding}"],
        "items.x.codes": ["md-024\nMD-022"],
    }

    lead.post(REPLIES, form)

    assert list(current_texts(TextsKind.REPLIES, DOCS).items) == [
        TeamText(
            key="x",
            label={"en": "Units"},
            text={"en": "Add units, {partner}: {finding}"},
            codes=("MD-024", "MD-022"),
        )
    ]


def test_history_shows_what_each_version_changed_and_restores(ada: Actor, lead: Client) -> None:
    save(ada, item("a", "One"), item("b", "Two"), item("c", "Three"))
    save(ada, item("c", "Three"), item("a", "One better"), seen=1)

    html = html_of(lead, f"{URL}versions/")

    newest = html.split("Version 1</h2>")[0]
    assert re.findall(r"(Added|Changed|Removed|Moved)</span>|<b>([^<]+)</b>", newest)
    assert "better" in newest
    assert [word for word in ("Removed", "Changed") if word in newest] == ["Removed", "Changed"]
    assert "Comes with the portal" in html
    lead.post(f"{URL}versions/1/restore/", {"seen": "2"})
    assert [row.key for row in current_texts(TextsKind.CHECKLIST, DOCS).items] == ["a", "b", "c"]
    assert "Restores version 1" in html_of(lead, f"{URL}versions/")


def test_stale_restore_changes_nothing(ada: Actor, lead: Client) -> None:
    save(ada, item("a", "One"))
    save(ada, item("a", "Two"), seen=1)

    response = lead.post(f"{URL}versions/1/restore/", {"seen": "1"})

    assert response.status_code == 302
    assert "Ada Byron has saved this list" in html_of(lead, f"{URL}versions/")
    assert TeamTexts.objects.count() == 2


@pytest.mark.parametrize("address", [f"/queue/{DOCS}/lists/", "/queue/sales/checklist/", f"{URL}versions/7/restore/"])
def test_unknown_address_is_not_found(lead: Client, address: str) -> None:
    assert lead.post(address, {"seen": "0"}).status_code == 404


def test_queue_links_leads_to_their_texts(lead: Client) -> None:
    assert f'href="{URL}"' in html_of(lead, "/queue/")
    assert f'href="{URL}"' not in html_of(browser_of(reviewer_for(DOCS)), "/queue/")
