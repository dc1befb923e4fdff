"""Where most of a folder is: what a message names that says that there is too much of it."""

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate

from tilekit.scaffold.paths import shown_path

_SMALL = 10  # what is less than a tenth of everything tells nobody where to look
_MOST_DEPTH = 8  # a path may have thousands of folders


def largest_part(amounts: Mapping[str, int]) -> str:
    """The file, or the folder (with a slash at its end), that a person should look at first; "" for no files.

    amounts is {path: bytes, lines or 1}. It is the smallest part with at least half of everything. Where that is the
    whole of it, it is the largest folder or file inside, or the folder itself if it has files alone or many small
    folders.
    """
    parts: Counter[str] = Counter()
    for path, amount in amounts.items():
        folders = path.split("/", _MOST_DEPTH)[:-1]
        parts.update(dict.fromkeys([*accumulate(f"{folder}/" for folder in folders), path], amount))
    total = sum(amounts.values())
    whole = max((part for part in parts.keys() - amounts.keys() if parts[part] == total), key=len, default="")
    inner = {part: amount for part, amount in parts.items() if part in amounts or amount < total}
    large = [part for part, amount in inner.items() if 2 * amount >= total]
    found = max(large, key=len) if large else max(inner, key=lambda part: inner[part], default="")
    is_even = inner.keys() <= amounts.keys() or _SMALL * inner.get(found, 0) < total
    return shown_path(whole if whole and not large and is_even else found)
