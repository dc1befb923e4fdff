"""The web process with a limit of one second, instead of ten, for clients that stall."""

import sys

from gunicorn.app.wsgiapp import run

from portal import gunicorn
from portal.process import PROCESS_COMMANDS

if __name__ == "__main__":
    gunicorn._STALLED_SECONDS = 1
    sys.argv[1:] = PROCESS_COMMANDS["web"][1:]
    run()
