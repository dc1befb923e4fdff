"""The buttons of fixes on a page, as they are in its markup."""

import re
from html import unescape

from django.http import QueryDict

from tests.studio.scene import Scene, signed_in


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
