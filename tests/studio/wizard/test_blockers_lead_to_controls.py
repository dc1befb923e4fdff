"""Random walks on the pages of a draft: whatever was chosen, every blocker leads to a control that is there."""

import json
import random
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from tests.shared import SMALL, listing_folders
from tests.studio.scene import Scene, make_scene, signed_in
from tests.validation.scene import give_sandbox
from tests.validation.test_fixes import draft_of
from tilekit.core.kind import CodeType
from tilekit.scaffold.read import read_folder
from tilekit.sections.data import Data

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.slow]
STEPS = ("configuration", "data")
TYPES = [option.value for option in Data.fields["submitted_data_types"].options]  # type: ignore[attr-defined]  # choices


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    scene = make_scene()
    give_sandbox(scene.organisation)
    return scene


@pytest.mark.parametrize("folder", listing_folders(SMALL), ids=lambda folder: folder.name)
def test_every_blocker_leads_to_a_control(folder: Path, scene: Scene) -> None:
    revision = draft_of(scene.actor, read_folder(folder))
    scene = Scene(organisation=scene.organisation, editor=scene.editor, revision=revision)
    client, chance = signed_in(scene.editor), random.Random(folder.name)
    save(client, scene, "support", support_email="")

    for _move in range(2):
        move(client, scene, chance)
        assert lost_blockers(client, scene) == []


def move(client: Client, scene: Scene, chance: random.Random) -> None:
    """One thing that a person does on the steps that decide what applies."""
    what = chance.choice(["method", "method", "types", "secret", "kept"])
    if what == "method":
        save(client, scene, "configuration", code_type=chance.choice(list(CodeType)))
    elif what == "types":
        save(client, scene, "data", submitted_data_types=chance.sample(TYPES, 2))
    elif what == "secret":
        save(client, scene, "configuration", code_type=CodeType.API_OAUTH)
        version = scene.section("configuration").version
        form = {"section": "configuration", "version": version, "_secret": "generate"}
        assert client.post(scene.url("step", "configuration"), form, follow=True).status_code == 200
    else:
        press_on_a_line(client, scene, chance)


def save(client: Client, scene: Scene, section: str, **changes: object) -> None:
    """What the page sends when a person leaves a field."""
    url = reverse("studio:section-save", args=[scene.revision.listing_id, scene.revision.number, section])
    body = json.dumps({"version": scene.section(section).version, "changes": changes})
    response = client.post(url, body, "application/json", headers={"Accept": "application/json"})
    assert response.status_code == 200, response.content


def press_on_a_line(client: Client, scene: Scene, chance: random.Random) -> None:
    """*Bring back* or *Remove*, if a step has a line with set-aside values."""
    pages = [(step, parsed(client, scene.url("step", step))) for step in STEPS]
    buttons = [(step, button) for step, page in pages for button in page.select("#set-aside form button[name=do]")]
    if buttons:
        step, button = chance.choice(buttons)
        form = button.find_parent("form")
        assert isinstance(form, Tag)
        values = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}
        done = client.post(str(form["action"]), {**values, "do": str(button["value"]), "step": step}, follow=True)
        assert done.status_code == 200


def lost_blockers(client: Client, scene: Scene) -> list[str]:
    """The links of blockers and empty fields on the last step that lead to no control."""
    review = client.get(scene.url("step", "review"))
    links = {
        place.href for row in review.context["rows"] if row.severity in {"blocker", "missing"} for place in row.places
    }
    assert links, "the support e-mail address is empty"
    pages = {page: parsed(client, page) for page in {link.partition("#")[0] for link in links}}
    return sorted(link for link in links if not leads_to_a_control(pages[link.partition("#")[0]], link))


def parsed(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def leads_to_a_control(page: BeautifulSoup, link: str) -> bool:
    """Whether the place of the link is on the page, shown, and has something to type in, choose or press."""
    place = page.find(id=link.partition("#")[2])
    if not isinstance(place, Tag) or any(element.has_attr("hidden") for element in [place, *place.parents]):
        return False
    area = place if place.name != "input" else place.parent or place
    return any(not element.has_attr("disabled") for element in area.select("input, select, textarea, button"))
