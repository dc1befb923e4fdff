"""Which listing a folder belongs to, where the portal has two."""

from pathlib import Path

import pytest

from tests.tilekit.commands.folders import written
from tests.tilekit.commands.submit.wire import BASE, Script, found
from tilekit.commands.guard import UsageError
from tilekit.commands.submit.finding_listings import listing_of
from tilekit.commands.submit.folder import local_folder
from tilekit.commands.submit.session import Session
from tilekit.commands.submit.state import state_of
from tilekit.commands.submit.waiting import Clock, Deadline

_LISTING = {"name": "Acme Widget", "state": "draft", "links": {"page": "/listings/a/"}}


def test_of_two_listings_one_must_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([found({"items": [{**_LISTING, "id": "first"}, {**_LISTING, "id": "second"}]})])
    clock, folder = Clock(), local_folder(str(written(tmp_path / "acme_widget")))
    state = state_of(BASE, folder.path)
    session = Session(portal=script.portal(monkeypatch), state=state, clock=clock, wait=Deadline(60, clock))

    with pytest.raises(UsageError, match=r"first \(Acme Widget\), second"):
        listing_of(session, folder, named="", is_new=True)

    assert script.requests[0].url.params["identifier"] == "acme-widget"
