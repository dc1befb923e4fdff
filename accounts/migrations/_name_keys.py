"""A copy of the computation of name keys for migrations, because common.names may change."""

import unicodedata
from functools import cache
from hashlib import sha256

from django.db.models import Model, QuerySet

_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN = frozenset(
    (0x2065, *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000), *range(0x180B, 0x1810), *range(0xFE00, 0xFE10))
)
_MARK = "\u200e"
BATCH = 500


def fill(rows: QuerySet[Model], scope: str = "") -> None:
    """Write the keys of every name, in batches. Of duplicate names in a scope, all but the oldest are marked."""
    seen, batch = set(), []
    for row in rows.order_by("created_at", "pk").iterator(chunk_size=BATCH):
        row.name_folded, row.name_look = _digest(_folded(row.name)), _digest(_look(row.name))
        places = {
            (getattr(row, scope, None), kind, key) for kind, key in (("f", row.name_folded), ("l", row.name_look))
        }
        row.name_clashes = True if places & seen else None
        if not row.name_clashes and getattr(row, "removed_at", None) is None:
            seen |= places
        batch.append(row)
        if len(batch) == BATCH:
            _write(rows, batch)
            batch = []
    _write(rows, batch)


def refill(rows: QuerySet[Model], scope: str = "") -> None:
    """Write the keys again. All rows are marked first, because marked rows are exempt from the unique constraint."""
    rows.update(name_clashes=True)
    fill(rows, scope)


def _write(rows: QuerySet[Model], batch: list[Model]) -> None:
    rows.model._base_manager.bulk_update(batch, ["name_folded", "name_look", "name_clashes"])  # noqa: SLF001 Django's


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", _shown(name).casefold())


def _look(name: str) -> str:
    return _skeleton(_skeleton(_shown(name)).casefold()).casefold()


def _shown(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", name) if each.isspace() or not _is_unseen(each))


def _is_unseen(each: str) -> bool:
    is_known = unicodedata.category(each) in _CATEGORIES or each in _BLANK
    return is_known or ord(each) in _UNSEEN or ord(each) & 0xFFFE == 0xFFFE


def _skeleton(text: str) -> str:
    drawn = "".join(_prototypes().get(each, each) for each in unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFD", drawn)


def _digest(text: str) -> str:
    return sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _prototypes() -> dict[str, str]:
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 slow import

    alike = {
        key.replace(_MARK, ""): [each["c"].replace(_MARK, "") for each in others]
        for key, others in confusables_data.items()
    }
    return {
        key: others[0]
        for key, others in alike.items()
        if len(key) == 1
        and len(others) == 1
        and (len(alike.get(others[0], ())) > 1 or (-len(others[0]), others[0]) < (-len(key), key))
    }
