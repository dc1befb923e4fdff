"""The forms in which a leaked secret is recognised."""

import gzip
import html
import io
import json
import tarfile
import zipfile
from base64 import b64encode, encodebytes
from collections.abc import Callable
from urllib.parse import quote

import pytest

from operations.erasure.contents import contains
from operations.erasure.leaked_secret import LeakedSecret

TEXT = "p\"a'ss/wörd+4711&" * 4
KEY = "-----BEGIN KEY-----\nMIIEvQ/ä+\n  x1y2z3\n-----END KEY-----"


def in_url(text: str) -> str:
    return quote(text, safe="")


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: in_url(in_url(text)),
        lambda text: in_url(json.dumps(text)[1:-1]),
        lambda text: html.escape(html.escape(text)),
        lambda text: html.escape(text).replace("&#x27;", "&#39;"),
        lambda text: json.dumps(html.escape(in_url(text)))[1:-1],
        lambda text: text.replace('"', '""'),
        lambda text: json.dumps(text)[1:-1].replace('"', '""'),
        lambda text: text.replace("'", "''"),
        lambda text: text.encode().hex(),
        lambda text: text.encode().hex().upper(),
    ],
)
def test_encodings_within_encodings_are_erased(encode: Callable[[str], str]) -> None:
    assert LeakedSecret(TEXT).erased(f"<{encode(TEXT)}>") == "<[erased]>"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\\n", "\n    "])
@pytest.mark.parametrize("before", ["", "u", "us"])
def test_wrapped_base64_is_erased(end: str, before: str) -> None:
    lines = encodebytes(f"{before}{TEXT}".encode()).decode().splitlines()
    text = f"key: |{end}{end.join(lines)}{end}other"
    secret = LeakedSecret(TEXT)

    assert len(lines) > 1
    assert secret.erased(text).endswith(f"{end}other")
    assert max(map(len, secret.erased(text).split("[erased]")[0].split(end))) <= len("key: |")
    assert secret.is_in_bytes(text.encode())
    assert secret.erased_bytes(text.encode()) == secret.erased(text).encode()
    assert not secret.is_in(end.join(lines[:-1]))


def test_indented_lines_are_erased() -> None:
    text = "key: |\n" + "".join(f"    {line}\n" for line in KEY.splitlines()) + "other: 1\n"

    assert LeakedSecret(KEY).erased(text) == "key: |\n    [erased]\nother: 1\n"
    assert LeakedSecret(KEY).erased_bytes(text.encode()) == b"key: |\n    [erased]\nother: 1\n"
    assert LeakedSecret(KEY).erased_bytes(json.dumps({"a": text}, ensure_ascii=False).encode()).count(b"[erased]") == 1


def test_other_texts_stay() -> None:
    for text in (b64encode(b"another text of that length, encoded").decode(), KEY.replace("x1", "x2"), "äöü\n" * 9):
        for secret in (LeakedSecret(TEXT), LeakedSecret(KEY)):
            assert secret.erased(text) == text
            assert secret.erased_bytes(text.encode()) == text.encode()


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part", data)
    return file.getvalue()


def tarred(data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo("part")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


@pytest.mark.parametrize("pack", [lambda data: gzip.compress(tarred(zipped(data))), lambda data: zipped(tarred(data))])
def test_archives_within_tar_files_are_searched(pack: Callable[[bytes], bytes]) -> None:
    assert contains(pack(TEXT.encode()), LeakedSecret(TEXT))
    assert contains(pack(gzip.compress(TEXT.encode())), LeakedSecret(TEXT))
    assert not contains(pack(b"nothing"), LeakedSecret(TEXT))
