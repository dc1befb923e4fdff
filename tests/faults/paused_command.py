"""Runs a management command that stops at a function: `MODULE:FUNCTION FILE COMMAND ARGUMENT ...`.

Instead of calling the function, it creates the file and waits to be killed.
"""

import os
import sys
import time
from importlib import import_module
from pathlib import Path

import django
from django.core.management import execute_from_command_line


def main(place: str, file: str, *command: str) -> None:
    django.setup()
    module, _, name = place.partition(":")

    def wait(*_arguments: object, **_options: object) -> None:
        Path(file).touch()
        while os.getppid() > 1:  # ends with the test
            time.sleep(0.05)

    assert callable(getattr(import_module(module), name))
    setattr(import_module(module), name, wait)
    execute_from_command_line(["manage.py", *command])


if __name__ == "__main__":
    main(*sys.argv[1:])
