"""Every parser of partners' files returns a result or raises its own error, whatever was changed in a valid file."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.shared import SMALL
from tests.tilekit.listing import README, base_files
from tilekit.media import images, pdf, video, wheel
from tilekit.media.svg import clean as svg_clean
from tilekit.media.svg import facts as svg_facts
from tilekit.media.svg.tree import TooComplex
from tilekit.parse.csv import parse_csv
from tilekit.parse.dashboard import widgets_of
from tilekit.parse.json import parse_json
from tilekit.parse.markdown.reader import parse_markdown
from tilekit.parse.metrics_table import read_table
from tilekit.parse.package_list import read_package_list
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import parse_yaml
from tilekit.scaffold.archive import files_of_zip, zip_of_files
from tilekit.scaffold.archive_directory import ArchiveRefused
from tilekit.scaffold.changelog import read_changelog
from tilekit.scaffold.manifest import read_manifest
from tilekit.scaffold.oauth import read_oauth
from tilekit.scaffold.readme import read_readme

FILES = base_files()
PDF = b"""\
%PDF-1.7
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [] /Count 0 >>
endobj
trailer
<< /Root 1 0 R /Size 3 >>
%%EOF
"""
LOGO = b"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><style>a{b:c}</style><path d="M0 0h4" fill="url(#a)"/></svg>
"""
YAML = next(SMALL.rglob("*.yaml")).read_bytes()
ARCHIVE = zip_of_files({"acme/manifest.json": b"{}", "acme/README.md": b"# A\n"})
WHEEL = zip_of_files({"acme-1.0.dist-info/METADATA": b"Name: acme\nVersion: 1.0\n", "acme/__init__.py": b""})
DASHBOARD = (SMALL / "octoprint" / "assets" / "dashboards" / "octoprint_overview.json").read_bytes()
VIDEO = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x74moov" + b"\0\0\0\x6cmvhd" + bytes(100)
Parser = Callable[[bytes], object]
PARSERS: dict[str, tuple[Parser, bytes, tuple[type[Exception], ...]]] = {
    "json": (lambda data: parse_json(data).places, FILES["manifest.json"], (Unparsable,)),
    "json duplicates": (lambda data: parse_json(data).duplicates, b'{"a": {"b": 1}, "a": [{"b": 2}]}', (Unparsable,)),
    "yaml": (parse_yaml, YAML, (Unparsable,)),
    "yaml places": (lambda data: parse_yaml(data).places, YAML, (Unparsable,)),
    "csv": (parse_csv, FILES["metadata.csv"], (Unparsable,)),
    "metrics": (read_table, FILES["metadata.csv"], (Unparsable,)),
    "dashboard": (lambda data: widgets_of(parse_json(data).value), DASHBOARD, (Unparsable,)),
    "packages": (lambda data: read_package_list(data.decode("utf-8", "replace")), b"a==1; x == 'y'\nb[c]==2\n", ()),
    "markdown": (parse_markdown, README.encode(), (Unparsable,)),
    "manifest": (read_manifest, FILES["manifest.json"], ()),
    "readme": (read_readme, README.encode(), ()),
    "changelog": (read_changelog, FILES["CHANGELOG.md"], ()),
    "oauth": (read_oauth, b'{"integration": {"name": "A", "scopes": ["a"]}}', ()),
    "svg": (svg_facts.inspect, LOGO, ()),
    "svg rendition": (svg_clean.sanitise, LOGO, (Unparsable, TooComplex)),
    "picture": (images.inspect, FILES["images/overview.png"][:200], ()),
    "whole picture": (images.decode, FILES["images/overview.png"], ()),
    "pdf": (pdf.inspect, PDF, ()),
    "wheel": (wheel.inspect, WHEEL, ()),
    "video": (lambda data: video.inspect(BytesIO(data), len(data)), VIDEO, ()),
    "archive": (lambda data: dict(files_of_zip(data)[0]), ARCHIVE, (ArchiveRefused,)),
}
# Typical problems of parsers, in addition to random values.
STONES = (b'"', b"{", b"\0", b"- ", b"&a ", b"*a", b"\r", b"\xff", b"<", b"\n#", b"\xef\xbb\xbf", b"\xed\xa0\x80")
PIECES = st.binary(max_size=12) | st.sampled_from(STONES)
SPLICES = st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 40), PIECES), min_size=1, max_size=6)


def spliced(data: bytes, splices: list[tuple[int, int, bytes]]) -> bytes:
    for at, removed, added in splices:
        start = at % (len(data) + 1)
        data = data[:start] + added + data[start + removed :]
    return data


@pytest.mark.usefixtures("must_end")
@settings(max_examples=150)
@given(splices=SPLICES)
def test_parsers_return_or_refuse(splices: list[tuple[int, int, bytes]]) -> None:
    for name, (parser, sound, refusals) in PARSERS.items():
        note(name)
        with suppress(*refusals):
            parser(spliced(sound, splices))


@pytest.mark.parametrize("name", PARSERS)
def test_parser_reads_what_is_sound(name: str) -> None:
    parser, sound, _ = PARSERS[name]

    assert parser(sound) is not None
