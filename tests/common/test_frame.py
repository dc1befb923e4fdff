import re
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from django.contrib.messages import constants
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client

from tests.markup import compact

FRONTEND = "tests.common.frontend_urls"
pytestmark = [pytest.mark.urls(FRONTEND), pytest.mark.django_db]


def html_of(client: Client, address: str = "/styleguide/", **more: str) -> str:
    return compact(client.get(address, **more).content.decode())


def root_of(html: str) -> str:
    return re.search(r"<html[^>]*>", html)[0]  # type: ignore[index]


@pytest.mark.parametrize(
    "theme, root",
    [("dark", '<html lang="en" data-theme="dark">'), ("system", '<html lang="en">'), ("pink", '<html lang="en">')],
)
def test_page_is_drawn_in_the_readers_theme(client: Client, theme: str, root: str) -> None:
    client.cookies["theme"] = theme

    assert root_of(html_of(client)) == root


def test_theme_is_kept_without_javascript(client: Client) -> None:
    response = client.post("/preferences/theme/", {"theme": "dark", "next": "/styleguide/"})

    assert (response.status_code, response.headers["Location"]) == (302, "/styleguide/")
    assert root_of(html_of(client)) == '<html lang="en" data-theme="dark">'


def test_theme_that_is_none_is_refused(client: Client) -> None:
    assert client.post("/preferences/theme/", {"theme": "pink"}).status_code == 400


def test_theme_does_not_lead_to_another_site(client: Client) -> None:
    response = client.post("/preferences/theme/", {"theme": "dark", "next": "https://evil.example/"})

    assert response.headers["Location"] == "/"


def test_theme_is_not_changed_by_looking(client: Client) -> None:
    assert client.get("/preferences/theme/").status_code == 405


def test_language_is_kept(client: Client) -> None:
    client.post("/preferences/language/", {"language": "ja", "next": "/styleguide/"})

    assert root_of(html_of(client)) == '<html lang="ja">'


def test_page_asks_for_its_behaviours_once(client: Client) -> None:
    names = re.findall(r'<script type="module" src="/static/js/([\w-]+)\.js">', html_of(client))

    assert len(names) == len(set(names))
    assert {"wizard", "picker"} <= set(names)
    assert {"page", "autosave"}.isdisjoint(names)


def test_page_that_needs_no_behaviour_asks_for_the_frames_alone(client: Client) -> None:
    names = re.findall(r'<script type="module" src="/static/js/([\w-]+)\.js">', html_of(client, "/nowhere/"))

    assert names == ["page"]


def test_unknown_address_gets_our_page(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "<title>Page not found · Slipway</title>" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "429", "500"])
def test_error_page_stands_without_a_request(name: str) -> None:
    html = render_to_string(f"{name}.html")

    assert html.count("<h1>") == 1
    assert "<title>" in html


@pytest.mark.urls("portal.urls")
def test_icon_is_found_where_browsers_look_for_it(client: Client) -> None:
    address = client.get("/favicon.ico").headers["Location"]

    file = finders.find(address.removeprefix("/static/"))
    assert Path(file).read_bytes()[:4] == b"\0\0\1\0"


@pytest.mark.urls("portal.urls")
@pytest.mark.parametrize(
    "path, is_allowed",
    [
        ("/catalogue/", True),
        ("/catalogue/octoprint/", True),
        ("/developers/api/", True),
        ("/listings/", False),
        ("/accounts/login/", False),
    ],
)
def test_search_engines_read_public_pages_alone(client: Client, path: str, *, is_allowed: bool) -> None:
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())

    assert robots.can_fetch("AnyBot", f"http://testserver{path}") == is_allowed


def test_message_is_shown_as_a_banner() -> None:
    class Item:
        message, level_tag, level = "Sent for review.", "success", constants.SUCCESS

    html = compact(engines["django"].from_string('{% extends "base.html" %}').render({"messages": [Item()]}))

    assert '<div class="banner" data-style="ok" role="status">' in html
    assert "Sent for review." in html


@pytest.mark.urls("portal.urls")
def test_style_guide_is_not_there_without_debug(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404
