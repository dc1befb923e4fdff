"""Drafts with fixable findings, and the buttons of fixes in the markup of a page."""

import json
import re
from html import unescape

from django.http import QueryDict

from listings.actions import attach_file
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, ready_scene, signed_in
from tests.validation.scene import MONITOR, untidy_files


def untidy_scene() -> Scene:
    """A draft with three safe fixes (`untidy_files`)."""
    return ready_scene(**untidy_files())  # type: ignore[arg-type]  # files, and no name


def rename_monitor(scene: Scene, name: str) -> None:
    """Replace the monitor's file with another export."""
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
    """The values of the buttons with the name."""
    return [unescape(value) for value in re.findall(rf'name="{name}" value="([^"]*)"', html)]


def preview_value(html: str, code: str) -> str:
    """The value of the first button that shows a fix of the check; with JavaScript, it is the query of a request."""
    return next(value for value in values(html, "_preview") if f"code={code}&" in value)


def fix_preview(scene: Scene, value: str, form: str = "") -> str:
    """The markup that shows a fix on the page."""
    query = {"form": form, **QueryDict(value).dict()}
    return compact(signed_in(scene.editor).get(scene.url("fix"), query, HTTP_HX_REQUEST="true").content.decode())


def button(scene: Scene, html: str, code: str) -> str:
    """The value of the button that applies the first fix of the check, after its change is shown."""
    return values(fix_preview(scene, preview_value(html, code)), "_fix")[0]
