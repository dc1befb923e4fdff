import stat
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from tilekit.media.archive import ArchiveLimits, SafeArchive, UnsafeArchive
from tilekit.media.wheel import inspect, parse_wheel_name
from tilekit.parse.package_list import normal_name

FILES = {
    "datadog_checks/acme_widget/__about__.py": "__version__ = '1.2.0'\n",
    "datadog_checks/acme_widget/__init__.py": "",
    "datadog_acme_widget-1.2.0.dist-info/METADATA": "Metadata-Version: 2.3\nName: datadog-acme-widget\nVersion: 1.2.0\n"
    "Requires-Dist: a\nRequires-Dist: b\n\nbody",
    "datadog_acme_widget-1.2.0.dist-info/WHEEL": "Wheel-Version: 1.0\n",
    "datadog_acme_widget-1.2.0.dist-info/RECORD": "",
}


def packed(files: dict[str, str], change: Callable[[zipfile.ZipFile], None] | None = None) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        if change:
            change(archive)
    return stream.getvalue()


def test_inspect_reads_metadata_and_version() -> None:
    facts = inspect(packed(FILES))

    assert facts.fault == ""
    assert facts.dist_info == "datadog_acme_widget-1.2.0.dist-info"
    assert facts.about_version == "1.2.0"
    assert facts.metadata == {
        "Metadata-Version": "2.3",
        "Name": "datadog-acme-widget",
        "Version": "1.2.0",
        "Requires-Dist": "a\nb",
    }


@pytest.mark.parametrize("name", ["deep/a-1.0.dist-info/METADATA", "a-1.0.dist-info"])
def test_only_a_folder_at_the_top_is_the_dist_info(name: str) -> None:
    assert inspect(packed({name: "Name: a\n"})).dist_info == ""


def _link(archive: zipfile.ZipFile, kind: int = stat.S_IFLNK) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (kind | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


def _pipe(archive: zipfile.ZipFile) -> None:
    _link(archive, stat.S_IFIFO)


@pytest.mark.parametrize(
    "data,reason",
    [
        (b"not a zip", "it is not a readable ZIP file"),
        (packed({"../a": ""}), "a path in it points outside the archive"),
        (packed({"/a": ""}), "a path in it points outside the archive"),
        (packed({"a\\..\\b": ""}), "a path in it points outside the archive"),
        (packed({}, _link), "it contains a link, a device, a pipe or a socket"),
        (packed({}, _pipe), "it contains a link, a device, a pipe or a socket"),
        (packed({"a": "0" * 5_000_000}), "it is too large once unpacked"),
        (packed({str(number): "" for number in range(5_001)}), "it contains too many files"),
    ],
)
def test_inspect_refuses_what_is_not_safe(data: bytes, reason: str) -> None:
    assert inspect(data).fault == reason


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_twice_is_refused_by_name() -> None:
    data = packed({"a": "1"}, lambda archive: archive.writestr("a", "2"))

    with pytest.raises(UnsafeArchive) as refused:
        SafeArchive(data, ArchiveLimits(packed=10_000, unpacked=10_000, entries=10))
    assert refused.value.entry == "a"


def test_an_entry_that_holds_more_than_it_says_is_refused() -> None:
    data = bytearray(packed({"a": "0" * 1000}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    archive = SafeArchive(bytes(data), ArchiveLimits(packed=10_000, unpacked=10_000, entries=10))

    with pytest.raises(UnsafeArchive):
        archive.read("a")


def test_parse_name_reads_the_parts() -> None:
    name = parse_wheel_name("datadog_acme_widget-1.2.0-py2.py3-none-any.whl")

    assert name is not None
    assert (name.distribution, name.version, name.python, name.platform) == (
        "datadog_acme_widget",
        "1.2.0",
        "py2.py3",
        "any",
    )
    assert parse_wheel_name("acme.whl") is None
    assert normal_name("Datadog.Acme__Widget") == "datadog-acme-widget"
