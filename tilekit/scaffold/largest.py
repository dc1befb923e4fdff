"""Finds the largest part of a folder, for messages about folders that are too large."""

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate

from tilekit.scaffold.paths import shown_path

_SMALL_PART = 10  # a part that is smaller than a tenth of the total is not mentioned
_MOST_DEPTH = 8  # a path may have thousands of folders


def largest_part(amounts: Mapping[str, int]) -> str:
    """The file, or the folder (ending in a slash), that a person should look at first; "" for no files.

    It is the smallest part with at least half of the total. If that is the whole folder, it is the largest folder or
    file in it, or the folder itself if it contains only files or many small folders. amounts is {path: bytes, lines or
    1}.
    """
    parts: Counter[str] = Counter()
    for path, amount in amounts.items():
        folders = path.split("/", _MOST_DEPTH)[:-1]
        parts.update(dict.fromkeys([*accumulate(f"{folder}/" for folder in folders), path], amount))
    total = sum(amounts.values())
    common_folder = max((part for part in parts.keys() - amounts.keys() if parts[part] == total), key=len, default="")
    inner = {part: amount for part, amount in parts.items() if part in amounts or amount < total}
    large = [part for part, amount in inner.items() if 2 * amount >= total]
    part_of_most = max(large, key=len) if large else max(inner, key=lambda part: inner[part], default="")
    is_even = inner.keys() <= amounts.keys() or _SMALL_PART * inner.get(part_of_most, 0) < total
    return shown_path(common_folder if common_folder and not large and is_even else part_of_most)
