"""The package of the command that the portal offers, and its requirements files. tests/wire installs it."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from packaging.requirements import Requirement

from api.guide.command import EXTRAS, current_wheel, requirements_text
from requirements.install import SUPPORTED, version

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture(autouse=True)
def _address(settings: LazySettings) -> None:
    settings.PUBLIC_URL = "https://portal.example"


def _path(address: str) -> str:
    return address.removeprefix("https://portal.example").partition("#")[0]


def test_the_page_links_the_wheel_with_its_digest_and_version(client: Client) -> None:
    page = client.get(reverse("api:command")).content.decode()
    wheel = current_wheel()

    assert f'href="{wheel.address}"' in page
    assert re.search(rf"/slipway_tilekit-\d+\.\d+\.\d+-py3-none-any\.whl#sha256={wheel.digest}$", wheel.address)
    assert client.get(_path(wheel.address)).content == wheel.path.read_bytes()


def test_the_page_says_what_to_do_about_another_tilekit_and_after_an_upgrade(client: Client) -> None:
    page = client.get(reverse("api:command")).content.decode()

    assert "<code>pip uninstall tilekit</code>" in page
    assert "After an upgrade of this portal, run the command again." in page


@pytest.mark.parametrize("name", EXTRAS)
def test_a_requirements_file_has_a_hash_for_every_package(name: str, client: Client) -> None:
    response = client.get(reverse("api:command-requirements", args=[name]))
    text = response.content.decode()
    entries = [line for line in text.replace("\\\n", "").splitlines() if line and not line.startswith("#")]

    assert (response["Content-Type"], text) == ("text/plain; charset=utf-8", requirements_text(name))
    assert entries[0].endswith(current_wheel().address)
    assert all(line.count("--hash=sha256:") for line in entries[1:])
    assert len(entries) > 10


@pytest.mark.parametrize("name", EXTRAS)
@pytest.mark.parametrize("python", [version(numbers) for numbers in SUPPORTED])
def test_a_requirements_file_names_all_packages_that_the_portal_is_tested_with(name: str, python: str) -> None:
    """The versions are those of the portal's own lock file, for each supported Python."""
    lock = (current_wheel().path.parents[2] / "requirements" / "run.txt").read_text()
    assert _pins(requirements_text(name), python).items() <= _pins(lock, python).items()
    assert {"msgspec", "pyyaml"} <= _pins(requirements_text(name), python).keys()


def _pins(text: str, python: str) -> dict[str, str]:
    environment = {"python_version": python, "python_full_version": f"{python}.9"}
    requirements = (Requirement(line) for line in re.findall(r"^(\w\S*==.*) \\$", text, re.MULTILINE))
    return {
        requirement.name: str(requirement.specifier)
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate(environment)
    }


def test_other_names_and_older_wheels_are_not_found(client: Client) -> None:
    wheel = current_wheel()
    assert client.get("/developers/tilekit/develop.txt").status_code == 404
    assert client.get(reverse("api:command-wheel", args=["0" * 12, wheel.path.name])).status_code == 404
    assert client.get(reverse("api:command-wheel", args=[wheel.digest[:12], "other.whl"])).status_code == 404


def test_without_a_wheel_the_pages_ask_for_patience(client: Client, settings: LazySettings) -> None:
    settings.WHEEL_FOLDER = settings.BASE_DIR / "docs"
    for address in (reverse("api:command"), reverse("api:command-requirements", args=["submit"])):
        assert client.get(address).status_code == 503
    assert client.get(reverse("api:start")).status_code == 200


def test_the_wheel_may_be_cached_and_the_list_may_not(client: Client) -> None:
    """Otherwise a cached list could lead to a wheel that an upgrade has replaced."""
    assert "immutable" in client.get(_path(current_wheel().address))["Cache-Control"]
    assert "no-store" in client.get(reverse("api:command-requirements", args=["submit"]))["Cache-Control"]
