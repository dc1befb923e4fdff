"""Prepares uploaded files for the wizard: URL, preview and facts."""

from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from common.lists import joined_with_or
from common.sizes import file_size
from files.file_types import PDF, accepted_names
from files.models import Blob
from files.pictures import small_picture
from listings.display.files import backdrop_of, download_url, facts_text
from listings.models import Revision
from tilekit.core.composite import Rows, UploadField
from tilekit.core.field import Field
from tilekit.core.fileref import FileRef
from tilekit.core.section import Document
from tilekit.recognition.filling import proposed_short_name

EXTENSIONS = {
    "svg": ".svg",
    "image": ".png,.jpg,.jpeg",
    "csv": ".csv",
    "json": ".json",
    "yaml": ".yaml,.yml",
    "wheel": ".whl",
    "pdf": ".pdf",
    "video": ".mp4",
}


def accept_attribute(field: UploadField) -> str:
    """The value of the input's attribute `accept`."""
    return ",".join(EXTENSIONS[kind] for kind in field.accepts if kind in EXTENSIONS)


def limits_text(field: UploadField) -> str:
    """The accepted files of the field: "An SVG image, at most 500 kB"."""
    names = joined_with_or(accepted_names(field.accepts))
    return _("{kinds}, at most {size}").format(kinds=names[:1].upper() + names[1:], size=file_size(field.max_bytes))


def file_props(revision: Revision, reference: FileRef, blob: Blob | None, *, path: str, name: str) -> dict[str, object]:
    """The `file` prop of the upload field at the path; blob is None if the bytes are missing. name is shown."""
    return {
        "url": download_url(revision.listing_id, reference.sha256, name),
        "name": name,
        "preview": small_picture(revision.listing_id, blob),
        "backdrop": backdrop_of(path, blob),
        "alt": _alt_text(name.rpartition("/")[2], blob),
        "facts": file_facts(blob) if blob else _("This file is missing. Upload it again."),
    }


def _alt_text(name: str, blob: Blob | None) -> str:
    return _("First page of {name}").format(name=name) if blob and blob.has_first_page else name


def file_facts(blob: Blob) -> str:
    """Facts about the file in a few words. For a PDF without a preview, they include the reason."""
    words = facts_text(blob.facts)
    if blob.media_type != PDF or blob.has_first_page:
        return words
    if blob.facts.get("is_encrypted"):
        return _("password-protected, so the first page can't be shown")
    if words:
        return _("{facts}, the first page can't be shown").format(facts=words)
    return _("the first page can't be shown")


def names_in_folder(document: Document, prefix: str) -> dict[str, str]:
    """{path of an upload field: the file's name in the folder}, as findings call it. document is that of a bundle."""
    names = dict[str, str]()
    for name, field in document.fields.items():
        value = document.values.get(name)
        if isinstance(field, UploadField) and (reference := field.value_of(value)):
            names[f"{prefix}.{name}"] = PurePosixPath(reference.name).name
        elif isinstance(field, Rows):
            for row in field.value_of(value):
                names |= names_in_folder(row, f"{prefix}.{name}[{row.row_key}]")
    return names


def suggested_name(field: Field[object], document: Document) -> str:
    """A permanent name like that of the row's file. It is only offered, because nobody can change it later."""
    if field.name != "short_name" or document.values.get(field.name):
        return ""
    files = (FileRef.from_json(value) for value in document.values.values())
    return next((proposed_short_name("", file.name) for file in files if file), "")
