"""A finding is where an editor shows it, whatever the line ends, byte order marks and characters of the file are."""

from pathlib import Path

import pytest

from tests.tilekit.commands.folders import listings, write_listing
from tests.tilekit.listing import base_files

MARK = b"\xef\xbb\xbf"
KINDS = [(b"\n", b""), (b"\r\n", b""), (b"\r", b""), (b"\n", MARK), (b"\r\n", MARK)]
HEADER = base_files()["metadata.csv"].partition(b"\n")[0].decode()


@pytest.mark.parametrize("end, mark", KINDS)
@pytest.mark.parametrize(
    "file, text, code, place",
    [
        (
            "metadata.csv",
            f'{HEADER}\nacme_widget.a,gauge,,,,"é, ""😀""\nof two",9,,a,,\nacme_widget.b,count,,,,B.,0,,b,,\n',
            "MD-037",
            (3, 9, "/acme_widget.a/orientation"),
        ),
        (
            "metadata.csv",
            f'{HEADER}\nacme_widget.a,count,,,,"é\n\n",0,acme_widget,a,,\nacme_widget.b,\tgauge,,,,B.,0,,b,,\n',
            "MD-016",
            (5, 15, "/acme_widget.b/metric_type"),
        ),
        (
            "manifest.json",
            base_files()["manifest.json"].decode().replace('"homepage": "https://', '\t\t"😀": "é", "homepage": "'),
            "MF-031",
            (53, 17, "/author/homepage"),
        ),
        ("README.md", "# Acme Widget\n\né😀 <b>x</b> <script>\n", "RM-033", (3, 13, "")),
        ("README.md", "# Acme Widget\n\n| a |\n|---|\n| é\t<script> |\n", "RM-033", (5, 5, "")),
        ("assets/dataflows.yaml", "- é: 😀\n- b: [1,\n    2\n\n", "GEN-002", (2, 6, "")),
        ("assets/saved_views/all.json", '{\n\t"é": "😀" "b": 1\n}\n', "GEN-001", (2, 11, "")),
    ],
)
def test_place_is_that_of_an_editor(
    file: str,
    text: str,
    code: str,
    place: tuple[int, int, str],
    end: bytes,
    mark: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = mark + text.encode().replace(b"\n", end)
    folder = write_listing(tmp_path / "acme_widget", **{file: data})

    _, (listing,) = listings(capsys, folder, "--no-cache", "--select", code)

    (finding,) = [one for one in listing["findings"] if one["file"] == file]
    assert (finding["line"], finding["column"], finding["pointer"]) == place
