"""Recorded examples of fixes. A new check declares its example in its own test instead."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from tests.tilekit.fix_example import FixExample
from tilekit.checks.finding import Scope

_RECORDED = msgspec.json.decode(Path(__file__).with_suffix(".json").read_bytes(), type=dict[str, FixExample])
# In the wizard, these fixes make a field required.
_WITH_NEW_FIELDS = ("OA-011", "XC-011", "XC-012")
FIX_EXAMPLES = {
    **_RECORDED,
    **{f"{code}/submission": replace(_RECORDED[code], scope=Scope.SUBMISSION) for code in _WITH_NEW_FIELDS},
}
