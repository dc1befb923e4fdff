"""A leaked secret is erased from stored files. Their digests stay, and back-ups say that they were erased."""

import gzip
import io
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.models import Event
from common.actor import SYSTEM
from files import store
from files.actions import make_renditions, put_blob
from files.deletion_pause import deletions_paused
from files.models import Blob
from operations.erasure import stored_files
from operations.erasure.contents import contains
from operations.erasure.erasing import erase_everywhere
from operations.erasure.leaked_secret import LeakedSecret
from operations.models import AuditExport
from tests.files import samples
from tests.operations.erasure.test_rows import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]
TEXT = "token-4711-abc"
SECRET = LeakedSecret(TEXT)


def stored(data: bytes, name: str = "notes.txt") -> Blob:
    return put_blob(data, name=name, now=timezone.now())


def bytes_of(blob: Blob) -> bytes:
    return store.read_name(blob.storage_name)


def erase() -> None:
    list(erase_everywhere(SECRET, by=SYSTEM, clock=timezone.now))


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", content)
    return packed.getvalue()


def test_text_is_replaced_and_the_digest_stays() -> None:
    blob = stored(f"a\nkey={TEXT}\n".encode())
    erase()
    erased = Blob.objects.get(sha256=blob.sha256)
    assert bytes_of(erased) == b"a\nkey=[erased]\n"
    assert erased.size == len(bytes_of(erased))
    assert list(Event.objects.values_list("verb", "object_ids")) == [("file.erase", {"file": str(blob.pk)})]


@pytest.mark.parametrize(
    "data",
    [
        zipped(TEXT.encode()),
        gzip.compress(zipped(zipped(TEXT.encode()))),
        samples.png() + TEXT.encode(),
        TEXT.encode("utf-16"),
        zipped(b64encode(b"user:" + TEXT.encode() + b"!")),
    ],
    ids=["archive", "archives", "picture", "utf-16", "base64"],
)
def test_other_files_are_replaced_as_a_whole(data: bytes) -> None:
    wheel = samples.wheel()
    blob, other = stored(data, "file.bin"), stored(wheel, "acme.whl")
    make_renditions(blob)
    names = [name for name in Blob.objects.get(pk=blob.pk).stored_objects if name != blob.storage_name]
    erase()
    erased = Blob.objects.get(sha256=blob.sha256)
    assert bytes_of(erased) == b"[erased]\n"
    assert (erased.media_type, erased.is_picture, erased.facts) == ("text/plain", False, {})
    assert bytes_of(other) == wheel
    for name in names:
        with pytest.raises(FileNotFoundError):
            store.read_name(name)


def test_safe_copy_of_a_drawing_is_made_again() -> None:
    blob = stored(samples.SVG.replace(b"</svg>", f"<title>{TEXT}</title></svg>".encode()), "logo.svg")
    erase()
    erased = Blob.objects.get(pk=blob.pk)
    assert erased.is_picture
    assert TEXT.encode() not in store.read_name(erased.rendition_name)


def test_same_file_stays_erased_when_it_is_uploaded_again() -> None:
    stored(TEXT.encode())
    erase()
    assert bytes_of(stored(TEXT.encode())) == b"[erased]"


def test_killed_erasure_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row has the new digest before the bytes change, so the next run notices that they differ."""
    blob = stored(zipped(TEXT.encode()) + b"\0", "a.zip")

    def killed(*_: object, **__: object) -> None:
        store.default_storage.delete(blob.storage_name)
        raise KeyboardInterrupt

    replace = store.replace
    monkeypatch.setattr(store, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        erase()
    monkeypatch.setattr(store, "replace", replace)
    erase()
    assert bytes_of(blob) == b"[erased]\n"
    assert list(stored_files.files_with(SECRET, on_file=lambda: None)) == []


def test_export_of_the_audit_log() -> None:
    now = timezone.now()
    export = AuditExport.objects.create(
        state="done", format="csv", requested_by=Blob().pk, created_at=now, finished_at=now
    )
    store.write_bytes(export.storage_name, f"who,{TEXT}\n".encode(), shown_name="csv")
    erase()
    assert store.read_name(export.storage_name) == b"who,[erased]\n"


def test_back_up_says_erased(tmp_path: Path) -> None:
    stored(f"key={TEXT}".encode())
    erase()
    output = io.StringIO()
    call_command("backup", str(tmp_path / "monday"), stdout=output)
    call_command("check_backup", str(tmp_path / "monday"), stdout=output)
    assert "Files from which a leaked secret was erased: 1" in output.getvalue()


def test_no_file_changes_while_a_back_up_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    blob = stored(TEXT.encode())
    with deletions_paused(), pytest.raises(CommandError, match="back-up"):
        run(monkeypatch, secret=TEXT)
    assert bytes_of(blob) == TEXT.encode()


def test_damaged_archives_are_searched_as_bytes() -> None:
    assert not contains(b"PK\x03\x04damaged", SECRET)
    assert contains(b"\x1f\x8bdamaged" + TEXT.encode(), SECRET)
