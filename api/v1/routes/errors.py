"""The errors that each call can return."""

from typing import Any

from api.v1.bodies.errors import ErrorBody

READ_ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 405, 422, 429), ErrorBody)
WRITE_ERRORS: dict[int, Any] = {**READ_ERRORS, **dict.fromkeys((409, 411, 412, 413, 415), ErrorBody)}
