"""Fixes of the carousel: pictures written anew or under another name, with every place that names them."""

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from tilekit.bundle import Bundle
from tilekit.checks.characters import plain_letters
from tilekit.checks.finding import Edit, Fix, Rendition
from tilekit.checks.json_edits import replacement
from tilekit.checks.reading import MANIFEST, json_of, texts, value_at
from tilekit.core.messages import Message
from tilekit.media import renditions
from tilekit.parse.positions import Unparsable

_MEDIA = "/tile/media"
_ODD = re.compile(r"[^A-Za-z0-9_.-]+")


def anew(file: str, way: str, title: str, **parameters: object) -> Fix:
    """The fix that writes the picture anew under its own name."""
    rendition = Rendition(file=file, source=file, way=way)
    return Fix(title=Message(title, parameters), renditions=(rendition,))


def renamed(bundle: Bundle, old: str, new: str, *, title: str) -> Fix | None:
    """The fix that gives a picture another name; None where the name is taken."""
    if new in bundle.files or new == old:
        return None
    return Fix(
        title=Message(title, {"name": PurePosixPath(new).name}),
        edits=(*_pointers(bundle, old, new), *_mentions(bundle, old, new)),
        renditions=(Rendition(file=new, source=old, way=renditions.COPY),),
        removed=(old,),
    )


def pointed(bundle: Bundle, old: str, new: str, *, title: str) -> Fix | None:
    """The fix that lets the manifest name another file; None where it does not name the old one."""
    edits = tuple(_pointers(bundle, old, new))
    return Fix(title=Message(title, {"name": new}), edits=edits) if edits else None


def with_suffix(path: str, suffix: str) -> str:
    """The path with another ending."""
    return str(PurePosixPath(path).with_suffix(suffix))


def plain_name(path: str) -> str:
    """The path with a name of letters, digits, dashes and underscores."""
    pure = PurePosixPath(path)
    stem = _ODD.sub("_", plain_letters(pure.stem)).strip("_") or "picture"
    return str(pure.with_name(f"{stem}{pure.suffix}"))


def _pointers(bundle: Bundle, old: str, new: str) -> Iterator[Edit]:
    """Where the manifest names the picture."""
    try:
        document = json_of(bundle, MANIFEST)
    except Unparsable:
        return
    media = value_at(document.value, _MEDIA)
    for at, item in enumerate(media if isinstance(media, list) else []):
        if isinstance(item, dict) and item.get("image_url") == old:
            yield replacement(MANIFEST, document, f"{_MEDIA}/{at}/image_url", new=new)


def _mentions(bundle: Bundle, old: str, new: str) -> Iterator[Edit]:
    """Where texts name it by its path: READMEs, and dashboards that show it from the repository."""
    written = (old, quote(old, errors="surrogatepass"), json.dumps(old)[1:-1])
    names = dict.fromkeys(re.escape(name.encode(errors="surrogatepass")) for name in written)
    shape = re.compile(rb"(?<![\w-])(?:%s)(?![\w.-]*\w)" % b"|".join(names))
    for file, source in texts(bundle):
        for match in shape.finditer(source.data) if file != MANIFEST else ():
            yield Edit(file=file, start=match.start(), end=match.end(), replacement=new)
