"""How Acme Jobs sends its metrics. A DogStatsD client library does the same with fewer lines."""

import socket

AGENT = ("127.0.0.1", 8125)  # the setting statsd_address
PREFIX = "acme_jobs."


class Metrics:
    """Sends one datagram for each value. Nothing happens if no Agent listens."""

    def __init__(self, address=AGENT):
        self._address = address
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def gauge(self, name, value, **tags):
        """A value that goes up and down. The Agent keeps the last one of every ten seconds."""
        self._send(name, value, "g", tags)

    def count(self, name, value=1, **tags):
        """A number of occurrences. The Agent adds them up."""
        self._send(name, value, "c", tags)

    def histogram(self, name, value, **tags):
        """A value of which the Agent computes .avg, .median, .95percentile, .max and .count."""
        self._send(name, value, "h", tags)

    def _send(self, name, value, kind, tags):
        line = f"{PREFIX}{name}:{value}|{kind}"
        if tags:
            line += "|#" + ",".join(f"{key}:{text}" for key, text in sorted(tags.items()))
        self._socket.sendto(line.encode(), self._address)


if __name__ == "__main__":
    metrics = Metrics()
    metrics.gauge("jobs.waiting", 3, queue="email")
    metrics.count("jobs.failed", queue="email")
    metrics.histogram("jobs.duration", 250, queue="email")
