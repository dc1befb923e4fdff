"""Lists of packages, as installers write them and as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilekit.parse.package_list import BadLine, read_package_list

LIST = """\
# What the Agent ships
Requests==2.32.3  # the web
simple_json==3.19.1 ; python_version >= '3.11'
orjson[fast]==3.10.7 \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb

pywin32 == 306; sys_platform == "win32"
aerospike==4.0.0; python_version < '3.0'
aerospike==7.1.1; python_version > '3.0'
aerospike==7.1.1; sys_platform == "linux"
"""


def test_packages_are_known_by_their_normal_names() -> None:
    packages = read_package_list(LIST)

    assert packages.bad == ()
    assert packages.packages == {
        "requests": ("2.32.3",),
        "simple-json": ("3.19.1",),
        "orjson": ("3.10.7",),
        "pywin32": ("306",),
        "aerospike": ("4.0.0", "7.1.1"),
    }


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_text_of_any_system_is_read(end: str) -> None:
    assert read_package_list("\ufeff" + LIST.replace("\n", end)) == read_package_list(LIST)


@pytest.mark.parametrize(
    "line",
    [
        "requests",
        "requests>=2",
        "requests==2.*",
        "requests==2,!=2.1",
        "requests===2",
        "requests @ https://evil.example/x",
        "-r other.txt",
        "--index-url https://index.example",
        "-e .",
        "git+https://evil.example/x",
        "requests==two",
        "{}",
        "requests 2.32.3",
        pytest.param("requests==2.32.3; " + "(" * 100_000, id="deep"),
    ],
)
def test_line_that_is_no_pin_is_told_with_its_number(line: str) -> None:
    packages = read_package_list(f"# ours\norjson==3.10.7 \\\n  --hash=sha256:aaaa\n{line}\nboto3==1.35.0\n")

    assert packages.bad == (BadLine(number=4, text=line),)
    assert packages.packages == {"orjson": ("3.10.7",), "boto3": ("1.35.0",)}


def test_line_that_goes_on_to_the_end_is_told_where_it_begins() -> None:
    assert read_package_list("a==1\nb==\\\nc \\").bad == (BadLine(number=2, text="b==c"),)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    packages = read_package_list(text)

    assert all(1 <= bad.number <= text.count("\n") + 1 for bad in packages.bad)
