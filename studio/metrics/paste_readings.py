"""How pasted text is read: as it is recognised, or as the person chooses."""

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from tilekit.parse.pasted_table import ALIGNED, SEPARATORS
from tilekit.suggest.pasted_metrics import PastedMetrics

PREVIEWED = "previewed"


def _chosen(post: QueryDict, name: str) -> str | None:
    """What the person chose; None for what was only recognised, as the text may be another one by now."""
    value = post.get(name, "")
    is_shown = PREVIEWED in post and (name in post or f"has_{name}" in post)
    return value if is_shown and value != post.get(f"recognised_{name}") else None


def chosen_reading(post: QueryDict) -> tuple[str, bool | None]:
    """The chosen separator, and whether there is a header; "" and None for what is recognised."""
    separator, header = _chosen(post, "separator"), _chosen(post, "header")
    valid_separator = separator if separator and separator in SEPARATORS else ""
    return valid_separator, None if header is None else bool(header)


def recognised(pasted: PastedMetrics, post: QueryDict) -> Mapping[str, str]:
    shown = {"header": "on" if pasted.header else "", "separator": pasted.separator}
    return {name: value for name, value in shown.items() if _chosen(post, name) is None}


def separator_options(chosen: str) -> list[Mapping[str, object]]:
    """The options of the select for the separator."""
    labels = {
        "\t": _("Tab"), ";": _("Semicolon"), ",": _("Comma"), "|": _("Vertical bar"), ":": _("Colon"),
        ALIGNED: _("Several spaces"),
    }  # fmt: skip
    options: list[Mapping[str, object]] = [
        {"value": value, "label": labels.get(value, value), "selected": value == chosen} for value in SEPARATORS
    ]
    return options if chosen else [{"value": "", "label": _("None"), "selected": True}, *options]
