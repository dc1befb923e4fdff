"""Drafts with something to fix, and the buttons of fixes on a page, as they are in its markup."""

import json
import re
from html import unescape

from django.http import QueryDict

from listings.actions import attach_file
from tests.listings.scene import NOW
from tests.studio.scene import Scene, ready_scene, signed_in
from tests.tilekit.listing import METADATA, README
from tests.validation.scene import MONITOR


def untidy_scene() -> Scene:
    """A draft with three places to tidy up: a file without a final newline, one with other line ends, rows unsorted."""
    head, one, other = METADATA.splitlines()
    files = {"metadata.csv": f"{head}\r\n{other}\r\n{one}\r\n".encode(), "README.md": README.rstrip().encode()}
    return ready_scene(**files)  # type: ignore[arg-type]  # files, and no name


def rename_monitor(scene: Scene, name: str) -> None:
    """Somebody puts another export in the place of the monitor's."""
    key = scene.section("content").document["monitors"][0]["key"]
    content = {**MONITOR, "definition": {**MONITOR["definition"], "name": name}}  # type: ignore[dict-item]
    attach_file(
        revision_id=scene.revision.pk,
        path=f"content.monitors[{key}].file",
        name="depth.json",
        content=json.dumps(content).encode(),
        by=scene.actor,
        now=NOW,
    )


def values(html: str, name: str) -> list[str]:
    """What the buttons of the name send."""
    return [unescape(each) for each in re.findall(rf'name="{name}" value="([^"]*)"', html)]


def offered(html: str, code: str) -> str:
    """What the first button that shows a fix of the check sends; where scripts run it is fetched at that address."""
    return next(each for each in values(html, "_look") if f"code={code}&" in each)


def looked(scene: Scene, value: str, form: str = "") -> str:
    """What the page shows where a fix is looked at in place."""
    query = {"form": form, **QueryDict(value).dict()}
    return signed_in(scene.editor).get(scene.url("fix"), query, HTTP_HX_REQUEST="true").content.decode()


def button(scene: Scene, html: str, code: str) -> str:
    """The value of the button that applies the first fix of the check, which is below what it changes."""
    return values(looked(scene, offered(html, code)), "_fix")[0]
