"""The listing of a folder if the portal has two candidates."""

from pathlib import Path

import pytest

from tests.tilekit.commands.folders import write_listing
from tests.tilekit.commands.submit.wire import BASE, Script, error_response, json_response, token
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.credentials import GivenToken
from tilekit.commands.submit.folder import LocalFolder, local_folder
from tilekit.commands.submit.listing_lookup import find_listing
from tilekit.commands.submit.portal import PortalClient
from tilekit.commands.submit.resume_state import resume_state_of
from tilekit.commands.submit.session import Session
from tilekit.commands.submit.timing import Clock, Deadline

_LISTING = {"name": "Acme Widget", "state": "draft", "links": {"page": "/listings/a/"}}


def session_of(portal: PortalClient, folder: LocalFolder) -> Session:
    clock = Clock()
    return Session(portal=portal, state=resume_state_of(BASE, folder.path), clock=clock, wait=Deadline(60, clock))


@pytest.fixture
def folder(tmp_path: Path) -> LocalFolder:
    return local_folder(str(write_listing(tmp_path / "acme_widget")))


def test_of_two_listings_one_must_be_named(folder: LocalFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([json_response({"items": [{**_LISTING, "id": "first"}, {**_LISTING, "id": "second"}]})])
    session = session_of(script.portal(monkeypatch), folder)

    with pytest.raises(UsageError, match=r"first \(Acme Widget\), second"):
        find_listing(session, folder, named="", is_new=True)

    assert script.requests[0].url.params["identifier"] == "acme-widget"


def test_a_trusted_publisher_needs_an_existing_listing(folder: LocalFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([token(900), json_response({"items": []})])
    session = session_of(script.portal(monkeypatch, GivenToken(tenant="t", token="signed")), folder)

    with pytest.raises(UsageError, match="Create the listing in the portal"):
        find_listing(session, folder, named="", is_new=True)


def test_a_listing_that_is_not_there_is_named(folder: LocalFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of(Script([error_response(404, "not-found")]).portal(monkeypatch), folder)

    with pytest.raises(UsageError, match="no listing with the ID first"):
        find_listing(session, folder, named="first", is_new=False)


def test_a_folder_without_a_manifest_is_no_listing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Notes")

    with pytest.raises(UsageError, match=r"no manifest\.json"):
        local_folder(str(tmp_path))


@pytest.mark.parametrize("name", ["caf\udce9.md", "two\nlines.md"])
def test_a_name_that_cannot_be_sent_is_refused(tmp_path: Path, name: str) -> None:
    (write_listing(tmp_path / "acme_widget") / name).write_text("Notes")

    with pytest.raises(UsageError, match="characters that can't be used"):
        local_folder(str(tmp_path / "acme_widget"))


def test_a_manifest_that_names_nothing_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.json").write_text("{")
    folder = local_folder(str(tmp_path))

    with pytest.raises(UsageError, match="No app_id"):
        find_listing(session_of(Script([]).portal(monkeypatch), folder), folder, named="", is_new=False)
