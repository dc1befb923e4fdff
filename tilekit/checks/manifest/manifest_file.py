"""Reads manifest.json for its checks."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, RawFinding, Severity
from tilekit.checks.fixes import json_fix, removal_fix, values_fix
from tilekit.checks.parsed_files import MANIFEST, json_of
from tilekit.core.field import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json import JsonFile, pointer_parts
from tilekit.parse.json_values import members, text, value_at
from tilekit.parse.positions import Position, Unparsable, readable
from tilekit.scaffold.pointers import copied_to

OLD_VERSION = "1.0.0"


def parse_boolean(value: Json) -> bool | None:
    """The boolean that a word or a number means; None for anything else."""
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
        str(value).strip().lower()
    )


class Manifest(Struct, frozen=True):
    """A manifest that is an object of the current version."""

    document: JsonFile

    @property
    def value(self) -> Json:
        return self.document.value

    def at(self, pointer: str) -> Json:
        """The value at a pointer, None if there is none."""
        return value_at(self.document.value, pointer)

    def text(self, pointer: str) -> str:
        """The text at a pointer; "" if there is none or the value is not a text."""
        return text(self.at(pointer))

    def texts(self, pointer: str) -> list[str]:
        """The texts in the list at a pointer, or the single text there."""
        value = self.at(pointer)
        items = value if isinstance(value, list) else [value]
        return [item for item in items if isinstance(item, str)]

    def finding(
        self,
        pointer: str,
        *,
        value: object = None,
        message: str = "",
        severity: Severity | None = None,
        fix: Fix | None = None,
        path: str = "",
        **parameters: object,
    ) -> RawFinding:
        """A raw finding at the pointer. value is the offending value, by default the one at the pointer."""
        reported = self.at(pointer) if value is None else value
        return RawFinding(
            path=path,
            file=MANIFEST,
            pointer=pointer,
            value="" if reported is None else str(reported),
            message=message,
            severity=severity,
            fix=fix,
            parameters=parameters,
        )

    def setting(self, pointer: str, new: Json, title: str, **parameters: object) -> Fix | None:
        """The fix that sets the value at the pointer; None if a parent has another type."""
        return values_fix(MANIFEST, self.document, {pointer: new}, title=title, **parameters)

    def removing(self, pointer: str, title: str, **parameters: object) -> Fix:
        """The fix that removes the value at the pointer."""
        return removal_fix(MANIFEST, self.document, pointer, title=title, **parameters)

    def renaming(self, pointer: str, name: str) -> Fix | None:
        """The fix that renames a member in its place; None if the name is taken."""
        above, old = pointer.rpartition("/")[0], pointer_parts(pointer)[-1]
        if name in members(self.at(above)):
            return None

        def change(value: Json) -> Json:
            value = copied_to(value, above)
            holder = value_at(value, above)
            if isinstance(holder, dict):
                pairs = [(name if key == old else key, item) for key, item in holder.items()]
                holder.clear()
                holder.update(pairs)
            return value

        return json_fix(MANIFEST, self.document, change, title=N_("Rename the key to {name}"), name=name)


def manifest_of(bundle: Bundle) -> Manifest:
    """The manifest. Raises Unparsable if it is missing, not an object or of the old form (see MF-001 and MF-057)."""
    document = json_of(bundle, MANIFEST)
    if not isinstance(document.value, dict) or document.value.get("manifest_version") == OLD_VERSION:
        raise Unparsable(Message(N_("the manifest has an unexpected format")), Position(1, 1))
    return Manifest(document)


def _manifests(bundle: Bundle) -> Iterator[Manifest]:
    yield manifest_of(bundle)


manifest_check = CheckDecorator(_manifests)


def readable_manifest(bundle: Bundle) -> Manifest | None:
    """The manifest; None if it can't be read."""
    return readable(manifest_of, bundle)


def published_manifest(context: Context) -> Manifest | None:
    """The manifest of the published version; None if there is none or it can't be read."""
    return readable_manifest(context.published) if context.published else None
