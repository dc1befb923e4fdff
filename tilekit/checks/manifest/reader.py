"""manifest.json as its checks read it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, Severity, Spot
from tilekit.checks.fixes import is_free, json_fix, removing, setting
from tilekit.checks.reading import MANIFEST, json_of
from tilekit.core.field import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json import JsonDocument, parts_of
from tilekit.parse.positions import Position, Unparsable
from tilekit.scaffold.pointers import at, opened

OLD_VERSION = "1.0.0"


def meant_choice(value: Json) -> bool | None:
    """What a word or a number for true or false means; None for anything else."""
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
        str(value).strip().lower()
    )


class Manifest(Struct, frozen=True):
    """The file, known to be an object of the present form."""

    document: JsonDocument

    @property
    def value(self) -> Json:
        return self.document.value

    def at(self, pointer: str) -> Json:
        """The value at a pointer, None where there is none."""
        return at(self.document.value, pointer)

    def text(self, pointer: str) -> str:
        """The text at a pointer; "" where there is none or it is no text."""
        value = self.at(pointer)
        return value if isinstance(value, str) else ""

    def texts(self, pointer: str) -> list[str]:
        """The texts of a list at a pointer, or the one text."""
        value = self.at(pointer)
        items = value if isinstance(value, list) else [value]
        return [item for item in items if isinstance(item, str)]

    def spot(
        self,
        pointer: str,
        *,
        value: object = None,
        message: str = "",
        severity: Severity | None = None,
        fix: Fix | None = None,
        path: str = "",
        **parameters: object,
    ) -> Spot:
        """A finding at the pointer; its value is what stands there unless another is given."""
        shown = self.at(pointer) if value is None else value
        return Spot(
            path=path,
            file=MANIFEST,
            pointer=pointer,
            value="" if shown is None else str(shown),
            message=message,
            severity=severity,
            fix=fix,
            parameters=parameters,
        )

    def setting(self, pointer: str, new: Json, title: str, **parameters: object) -> Fix | None:
        """The fix that puts a value at the pointer; None where what stands on the way has another shape."""
        if not is_free(self.document.value, pointer):
            return None
        return json_fix(MANIFEST, self.document, setting(pointer, new), title=title, **parameters)

    def removing(self, pointer: str, title: str, **parameters: object) -> Fix:
        """The fix that takes out what stands at the pointer."""
        return json_fix(MANIFEST, self.document, removing(pointer), title=title, **parameters)

    def renaming(self, pointer: str, name: str) -> Fix | None:
        """The fix that gives a member another name in its place; none where the name is taken."""
        above, old = pointer.rpartition("/")[0], parts_of(pointer)[-1]
        if name in members(self.at(above)):
            return None

        def change(value: Json) -> Json:
            value = opened(value, above)
            holder = at(value, above)
            if isinstance(holder, dict):
                pairs = [(name if key == old else key, item) for key, item in holder.items()]
                holder.clear()
                holder.update(pairs)
            return value

        return json_fix(MANIFEST, self.document, change, title=N_("Rename it to {name}"), name=name)


def manifest_of(bundle: Bundle) -> Manifest:
    """The manifest. Raises Unparsable where it is missing, no object or of the old form: MF-001 and MF-057 speak."""
    document = json_of(bundle, MANIFEST)
    if not isinstance(document.value, dict) or document.value.get("manifest_version") == OLD_VERSION:
        raise Unparsable(Message(N_("the manifest has an unexpected format")), Position(1, 1))
    return Manifest(document)


def readable_manifest(bundle: Bundle) -> Manifest | None:
    """The manifest, None where it cannot be looked at."""
    try:
        return manifest_of(bundle)
    except Unparsable:
        return None


def published_manifest(context: Context) -> Manifest | None:
    """The manifest of the published version, where there is one that can be read."""
    return readable_manifest(context.published) if context.published else None


def members(value: Json) -> Mapping[str, Json]:
    """The value as an object, empty where it is none."""
    return value if isinstance(value, dict) else {}
