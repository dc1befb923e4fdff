"""How a process inside an instance answers a test."""

import json
import sys
from collections.abc import Callable, Mapping

from django.db import connections


def answer_all(commands: Mapping[str, Callable[..., object]]) -> None:
    """Answer each line of the input, `["name", ARGUMENT ...]`, with a line of JSON.

    One process answers all of them, because it takes seconds to start.
    """
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(commands[name](*arguments)), flush=True)  # noqa: T201 whoever wrote the line reads the answer
        connections.close_all()  # tests restart the database
