"""XC-016: the name of the product in titles."""

import json

import pytest

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.dashboards.boards import FILE as BOARD
from tests.tilekit.checks.json_files import changed
from tests.tilekit.listing import DASHBOARD, listing


@pytest.mark.parametrize(
    "name,title",
    [
        ("Queue for Acme", "Queue For Acme - Overview"),
        ("Queue by the Acme", "Queue By The Acme"),
        ("Buddy", "Buddy: health of api.buddy.works"),
        ("Buddy", "buddy.works status"),
        ("Buddy", "Errors of source:buddy"),
    ],
)
def test_name_is_not_sought_in_addresses_nor_in_small_words(name: str, title: str) -> None:
    manifest = {"/tile/title": name, "/assets/integration/source_type_name": name}
    board = json.dumps(changed(DASHBOARD, {"/title": title}))
    bundle = listing(manifest=manifest, files={BOARD: board})

    assert [one for one in findings_in(bundle, "XC") if one.code == "XC-016" and one.file == BOARD] == []
