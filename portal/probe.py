"""`python -m portal.probe live|ready`: query the local web process, for the container's health check."""

import os
import sys
from http.client import HTTPConnection

from portal.environment import read_environment


def main(name: str = "live") -> int:
    """Returns the exit code: 0 if the web process responds with status 200."""
    link = HTTPConnection("127.0.0.1", read_environment(os.environ).port, timeout=5)
    try:
        link.request("GET", f"/health/{name}")
        response = link.getresponse()
        print(response.read().decode())
    except OSError as fault:
        print(fault)
        return 1
    return 0 if response.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
