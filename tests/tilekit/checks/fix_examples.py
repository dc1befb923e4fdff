"""Examples of the fixes of checks: a line for each check that declares a fix."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from tests.tilekit.fix_example import FixExample
from tilekit.checks.finding import Scope

_RECORDED = msgspec.json.decode(Path(__file__).with_suffix(".json").read_bytes(), type=dict[str, FixExample])
# In the wizard, these fixes make a field required.
_WITH_NEW_FIELDS = ("OA-011", "XC-012")


def _with_monitor(code: str) -> FixExample:
    """The example in a listing with a monitor, which every listing with metrics must have."""
    path, example = "assets/monitors/m.json", _RECORDED[code]
    template = str(_RECORDED["XC-004"].files[path]).replace("acme_widget.age", "acme_widget.queue.depth")
    with_monitor = replace(example, files={"manifest.json": _RECORDED["XC-004"].files["manifest.json"]})
    old, new = example.files["manifest.json"] or ("", "")
    manifest = with_monitor.bundle.files["manifest.json"].decode().replace(old, new)
    return replace(example, files={"manifest.json": manifest, path: template})


_RECORDED["XC-012"] = _with_monitor("XC-012")
FIX_EXAMPLES = {
    **_RECORDED,
    **{f"{code}/submission": replace(_RECORDED[code], scope=Scope.SUBMISSION) for code in _WITH_NEW_FIELDS},
}
