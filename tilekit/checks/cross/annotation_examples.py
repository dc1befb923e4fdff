"""Instances in examples of annotations and labels, which Autodiscovery reads: `"instances": [{"url": ...}]`."""

import json
import re
from collections.abc import Iterator, Sequence

from tilekit.parse.json_values import members

_INSTANCES = re.compile(r"instances\\?[\"']?\s*[:=]\s*[|\"']?\s*(?=\[)")
_DECODER = json.JSONDecoder()
_MAX_ANNOTATION = 20_000


def annotated_options(lines: Sequence[str], check: str) -> Iterator[tuple[int, str]]:
    """(line from 1, option) of each option that an example sets for the check. Other checks have other options."""
    code = "\n".join(lines)[:_MAX_ANNOTATION]
    for match in _INSTANCES.finditer(code) if check and f'"{check}' in code.replace("\\", "") else ():
        text = code[match.end() :].replace('\\"', '"')
        try:
            instances, _ = _DECODER.raw_decode(text)
        except (ValueError, RecursionError):
            continue  # RM-047 reports examples that can't be parsed
        for name in dict.fromkeys(key for one in instances for key in members(one)):
            at = code.find(f'"{name}', match.end())
            yield code.count("\n", 0, max(at, match.end())) + 1, name
