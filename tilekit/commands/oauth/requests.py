"""Sends the requests of a service to the authorisation server, with the standard library only."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.parse.json_values import members, text

_ANSWER_SECONDS = 20
_MAX_ANSWER_BYTES = 100_000


class ServerAnswer(Struct, frozen=True, kw_only=True):
    """The answer to a request. status is 0 if there is none; problem then says why."""

    status: int
    body: Mapping[str, Json] = field(default_factory=dict)
    problem: str = ""

    @property
    def is_fine(self) -> bool:
        return 200 <= self.status < 300

    @property
    def reason(self) -> str:
        """Why a request failed, in the words of the server."""
        return self.problem or text(self.body.get("error_description")) or text(self.body.get("error")) or "?"

    def value(self, name: str) -> str:
        return text(self.body.get(name))


def post_form(url: str, form: Mapping[str, str]) -> ServerAnswer:
    """The answer to a form."""
    return _answer(Request(url, urlencode(form).encode(), method="POST"))  # noqa: S310 http or https, checked


def get_with_token(url: str, token: str) -> ServerAnswer:
    """The answer to a call with an access token."""
    return _answer(Request(url, headers={"Authorization": f"Bearer {token}"}))  # noqa: S310 http or https, checked


def _answer(request: Request) -> ServerAnswer:
    try:
        with urlopen(request, timeout=_ANSWER_SECONDS) as response:  # noqa: S310 http or https, checked
            return ServerAnswer(status=response.status, body=_members(response.read(_MAX_ANSWER_BYTES)))
    except HTTPError as error:
        with error:
            return ServerAnswer(status=error.code, body=_members(error.read(_MAX_ANSWER_BYTES)))
    except (OSError, HTTPException) as error:
        return ServerAnswer(status=0, problem=str(error))


def _members(content: bytes) -> Mapping[str, Json]:
    try:
        return members(json.loads(content or b"{}"))
    except ValueError:
        return {}
