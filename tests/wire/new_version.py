"""An API client sends a new version of a live listing: a folder in parts, first as a dry run, then for real."""

import hashlib
import random
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from tests.wire.package import FOLDER, archive
from tests.wire.program import Json, Program

_MORE_THAN_A_PART = 5_500_000  # bytes
_RAW = "application/octet-stream"


def large_archive(**changes: str) -> bytes:
    """The package with a file that the portal skips, large enough for two parts; changes are those of `archive`."""
    file = BytesIO(archive(is_newer=True, **changes))
    with ZipFile(file, "a") as packed:
        packed.writestr(f"{FOLDER}/.DS_Store", random.Random(1).randbytes(_MORE_THAN_A_PART))  # not a secret
    return file.getvalue()


def uploaded(program: Program, content: bytes) -> str:
    """Upload the last part first and one part twice, and assert that all parts are required. Returns the upload ID."""
    body = {"name": "folder.zip", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    begun = program.call("POST", "uploads", body)
    address = f"uploads/{begun['id']}"
    (first, rest), (_, last) = parts = list(_parts(begun, content))
    assert len(parts) == begun["parts"]

    sends(program, address, *parts[1])
    early = program.send("POST", f"{address}/complete")
    assert (early.status_code, early.json()["error"]["context"]["missing"]) == (409, [first])
    sends(program, address, first, bytes(len(rest)))
    assert sends(program, address, first, rest)["received"] == [1, 2]
    assert program.call("POST", f"{address}/complete")["state"] == "complete"
    assert len(rest) + len(last) == len(content)
    return str(begun["id"])


def _parts(begun: Json, content: bytes) -> Iterator[tuple[int, bytes]]:
    size = begun["part_size"]
    for number in range(begun["parts"]):
        yield number + 1, content[number * size : (number + 1) * size]


def sends(program: Program, address: str, number: int, content: bytes) -> Json:
    """Send one part; returns the upload."""
    response = program.http.put(
        f"/api/v1/{address}/parts/{number}", content=content, headers={"Content-Type": _RAW}
    ).raise_for_status()
    return dict(response.json())


def tries(program: Program, home: str, upload: str) -> Json:
    """The result of a dry run; asserts that the draft does not change."""
    before = program.send("GET", home).headers["ETag"]
    result = program.finished(program.call("POST", f"{home}/dry-runs", {"upload": upload}))
    assert program.send("GET", home).headers["ETag"] == before
    return result


def replaces(program: Program, home: str, upload: str) -> None:
    """Store the folder in the draft with its tag; asserts that a second client with the same tag is refused."""
    read = program.send("GET", home).headers["ETag"]
    program.finished(program.call("PUT", f"{home}/folder", {"upload": upload}, If_Match=read))
    late = program.send("PUT", f"{home}/folder", {"upload": upload}, If_Match=read)
    assert (late.status_code, late.json()["error"]["code"]) == (412, "precondition-failed")
