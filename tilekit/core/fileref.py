"""A document's reference to a file, whose bytes are stored elsewhere."""

from collections.abc import Mapping

from msgspec import Struct


class FileRef(Struct, frozen=True, kw_only=True):
    """A reference to a file. name is the file name, or the path in the listing folder if it was imported from one.

    key is generated and only identifies rows; sha256 is lower-case hex; size is in bytes.
    """

    key: str
    name: str
    sha256: str
    size: int

    def as_json(self) -> dict[str, object]:
        return {"key": self.key, "name": self.name, "sha256": self.sha256, "size": self.size}

    @classmethod
    def of(cls, name: str, data: bytes, key: str = "") -> "FileRef":
        import hashlib  # slow import

        return cls(key=key, name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))

    @classmethod
    def from_json(cls, raw: object) -> "FileRef | None":
        """The reference, or None if the value is not one (documents may contain any JSON)."""
        if not isinstance(raw, Mapping):
            return None
        name, sha256, size = raw.get("name"), raw.get("sha256"), raw.get("size")
        if not (isinstance(name, str) and isinstance(sha256, str) and isinstance(size, int)):
            return None
        return cls(key=str(raw.get("key") or ""), name=name, sha256=sha256, size=size)
