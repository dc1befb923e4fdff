"""Recorded examples of fixes. A new check declares its example in its own test instead."""

from pathlib import Path

import msgspec

from tests.tilekit.fix_example import FixExample

FIX_EXAMPLES = msgspec.json.decode(Path(__file__).with_suffix(".json").read_bytes(), type=dict[str, FixExample])
