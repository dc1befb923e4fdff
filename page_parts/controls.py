"""Chooses the control of a field, and computes the numbers of its counter."""

from collections.abc import Sequence

from msgspec import Struct

PICKER_MIN_OPTIONS = 9
CARDS_MAX_OPTIONS = 5


class Control(Struct, frozen=True):
    """The control of a form field; name is its template in `components/field/controls`.

    A grouped control contains several inputs under one label. type and mode are the input's type and inputmode;
    mono means a monospaced font.
    """

    name: str
    grouped: bool = False
    type: str = "text"
    mode: str = ""
    mono: bool = False


CONTROLS = {
    "text": Control("line"),
    "email": Control("line", type="email"),
    "url": Control("line", type="url"),
    "slug": Control("line", mono=True),
    "number": Control("line", mode="numeric"),
    "date": Control("line", type="date"),
    "password": Control("line", type="password"),
    "code": Control("line", mode="numeric", mono=True),
    "time": Control("line", type="datetime-local"),
    "money": Control("money", mode="decimal"),
    "area": Control("area"),
    "markdown": Control("markdown"),
    "flag": Control("flag"),
    "yes_no": Control("radios", grouped=True),
    "select": Control("select"),
    "radios": Control("radios", grouped=True),
    "cards": Control("cards", grouped=True),
    "checkboxes": Control("checkboxes", grouped=True),
    "checkbox_groups": Control("checkbox_groups", grouped=True),
    "picker": Control("picker", grouped=True),
    "names": Control("names"),
    "suggested": Control("suggested", mono=True),
    "file": Control("file", type="file"),
    "upload": Control("upload", grouped=True),
    "rows": Control("rows", grouped=True),
    "secret": Control("secret"),
}


def control_of(kind: str, *, options: Sequence[object] | None = None, lines: int = 1, variant: str = "") -> Control:
    """The control for a kind of field, or the one that variant names. Raises KeyError for an unknown kind or variant.

    Some kinds have several controls: `text` depends on lines, `choice` and `choices` on the number of options.
    """
    if variant:
        return CONTROLS[variant]
    count = len(options or ())
    if kind == "text" and lines > 1:
        return CONTROLS["area"]
    if kind == "choice":
        return CONTROLS["radios" if count <= CARDS_MAX_OPTIONS else "select"]
    if kind == "choices" and not count:
        return CONTROLS["names"]
    if kind == "choices":
        return CONTROLS["picker" if count >= PICKER_MIN_OPTIONS else "checkboxes"]
    return CONTROLS[kind]


class LimitMeter(Struct, frozen=True, kw_only=True):
    """The used part of a limit. From `low` on, the counter warns that the limit is near."""

    used: int
    limit: int

    @property
    def most(self) -> int:
        return max(self.limit, self.used)

    @property
    def low(self) -> int:
        return self.limit * 7 // 8

    @property
    def is_over(self) -> bool:
        return self.used > self.limit


def limit_meter(value: object, limit: int) -> LimitMeter:
    """The meter of a text (its characters; a line end counts as one), a list (its items) or a number (its value)."""
    if isinstance(value, int):
        return LimitMeter(used=value, limit=limit)
    if isinstance(value, str):
        return LimitMeter(used=len(value.replace("\r\n", "\n")), limit=limit)
    return LimitMeter(used=len(value) if isinstance(value, Sequence) else 0, limit=limit)
