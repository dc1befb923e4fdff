"""The addresses of uploaded files."""

import re
from uuid import UUID

from files.addresses import file_address
from tests.contract.tree import ROOT, tracked

LISTING, SHA256 = UUID("01890a5d-ac96-774b-bcce-b302099a8057"), "ab" * 32
PATH = f"/files/{LISTING}/{SHA256}/"


def test_addresses_are_paths_of_the_portal() -> None:
    assert file_address(LISTING, SHA256) == PATH
    assert file_address(LISTING, SHA256, width=640) == f"{PATH}640/"
    assert file_address(LISTING, SHA256, download_as="a&b é.csv") == f"{PATH}?download&name=a%26b%20%C3%A9.csv"


def test_no_other_module_builds_them() -> None:
    modules = [path for path in tracked(".py", ".html") if path.parts[0] not in {"tests", "bench"}]
    named = {path.as_posix() for path in modules if re.search(r"files:(file|rendition)\b", (ROOT / path).read_text())}

    assert named == {"files/addresses.py"}
