"""Fixes of the carousel: images that are resized, converted or renamed, with every reference to them."""

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from tilekit.bundle import Bundle
from tilekit.checks.characters import to_ascii_identifier
from tilekit.checks.finding import Edit, Fix, Rendition
from tilekit.checks.json_edits import json_text
from tilekit.checks.parsed_files import MANIFEST, json_of, text_files
from tilekit.core.messages import Message
from tilekit.media import renditions
from tilekit.parse.json_values import objects, value_at
from tilekit.parse.positions import readable

_MEDIA = "/tile/media"
_DISALLOWED_CHARACTERS = re.compile(r"[^A-Za-z0-9_.-]+")


def render_fix(file: str, recipe: str, title: str, **parameters: object) -> Fix:
    """The fix that converts an image and keeps its name. recipe is the method."""
    rendition = Rendition(file=file, source=file, recipe=recipe)
    return Fix(title=Message(title, parameters), renditions=(rendition,))


def rename_fix(bundle: Bundle, old: str, new: str, *, title: str) -> Fix | None:
    """The fix that renames an image; None if the name is taken."""
    if new in bundle.files or new == old:
        return None
    return Fix(
        title=Message(title, {"name": PurePosixPath(new).name}),
        edits=(*_manifest_edits(bundle, old, new), *_mentions(bundle, old, new)),
        renditions=(Rendition(file=new, source=old, recipe=renditions.COPY),),
        removed=(old,),
    )


def manifest_path_fix(bundle: Bundle, old: str, new: str, *, title: str) -> Fix | None:
    """The fix that makes the manifest name another file; None if it doesn't name the old one."""
    edits = tuple(_manifest_edits(bundle, old, new))
    return Fix(title=Message(title, {"name": new}), edits=edits) if edits else None


def with_suffix(path: str, suffix: str) -> str:
    """The path with another extension."""
    return str(PurePosixPath(path).with_suffix(suffix))


def plain_name(path: str) -> str:
    """The path with only letters, digits, hyphens and underscores in its name."""
    pure = PurePosixPath(path)
    stem = _DISALLOWED_CHARACTERS.sub("_", to_ascii_identifier(pure.stem)).strip("_") or "picture"
    return str(pure.with_name(f"{stem}{pure.suffix}"))


def _manifest_edits(bundle: Bundle, old: str, new: str) -> Iterator[Edit]:
    """The edits that change the path of the image in the manifest."""
    document = readable(json_of, bundle, MANIFEST)
    if document is None:
        return
    for at, item in objects(value_at(document.value, _MEDIA)):
        edit = json_text(MANIFEST, document).replacing(f"{_MEDIA}/{at}/image_url", new)
        if edit and item.get("image_url") == old:
            yield edit


def _mentions(bundle: Bundle, old: str, new: str) -> Iterator[Edit]:
    """The edits of texts that name the image by its path: READMEs, and dashboards that show it from the repository."""
    written = (old, quote(old, errors="surrogatepass"), json.dumps(old)[1:-1])
    names = dict.fromkeys(re.escape(name.encode(errors="surrogatepass")) for name in written)
    pattern = re.compile(rb"(?<![\w-])(?:%s)(?![\w.-]*\w)" % b"|".join(names))
    for file, source in text_files(bundle):
        for match in pattern.finditer(source.data) if file != MANIFEST else ():
            yield Edit(file=file, start=match.start(), end=match.end(), replacement=new)
