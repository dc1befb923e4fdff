"""The protocol between a test and a process inside an instance."""

import json
import sys
from collections.abc import Callable, Mapping

from django.db import connections


def run_commands(commands: Mapping[str, Callable[..., object]]) -> None:
    """Run the command of each input line, `["name", ARGUMENT ...]`, and print its result as a line of JSON.

    One process runs all commands, because a process takes seconds to start.
    """
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(commands[name](*arguments)), flush=True)  # the test reads the output
        connections.close_all()  # tests restart the database
