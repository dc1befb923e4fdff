"""Runs the command with `python -m tilekit`, for installations without a script."""

import sys

from tilekit.commands import main

if __name__ == "__main__":
    sys.exit(main())
