"""What the guide about Agent checks says to do with a sample after its import."""

import shutil
import subprocess
import sys
from pathlib import Path

from guides.samples import SAMPLES
from tilekit.core.field import Json

# As the guide says: `python -m build --wheel`, which calls the same function.
_BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
_CONFIRMED: dict[str, Json] = {
    "overview.logo_rights": True,
    "configuration.tests_attested": True,
    "configuration.ga_attested": True,
    "configuration.all_sites_attested": True,
    "submission.attest_accuracy": True,
    "submission.attest_sandbox_test": True,
}
_AGENT: dict[str, Json] = {"configuration.min_agent_version": "7.50.0"}
# {sample: {path of a field: answer}}. The wheel is built.
ANSWERS: dict[str, dict[str, Json]] = {
    "acme_queue": {
        **_AGENT,
        "configuration.wheel": None,
        **_CONFIRMED,
    },
    "acme_printer": {**_AGENT, "configuration.wheel": None, **_CONFIRMED},
    "acme_jobs": {
        "configuration.agent_check_kind": "dogstatsd",
        **_AGENT,
        "configuration.pull_request_url": "https://github.com/acme/integrations/pull/42",
        **_CONFIRMED,
    },
}
# The wizard asks for the wheel at the field of its alternative.
ASKED_AT = {"configuration.wheel": "configuration.pull_request_url"}


def built_wheel(name: str, folder: Path) -> Path:
    """The wheel of a copy of the sample in a folder."""
    source, target = folder / "source", folder / "dist"
    shutil.copytree(SAMPLES / name, source)
    target.mkdir()
    command = [sys.executable, "-c", _BUILD, str(target)]
    subprocess.run(command, cwd=source, capture_output=True, check=True)
    return next(target.iterdir())
