"""A small stand-in of the Agent's base classes. It records what a check sends and requests nothing from the network."""

import logging
import re

_LINE = re.compile(r"(?P<name>[a-zA-Z_:][\w:]*)(?:\{(?P<labels>.*)\})? (?P<value>\S+)")
_LABEL = re.compile(r'(\w+)="([^"]*)"')


class ConfigurationError(Exception):
    pass


class Response:
    """An answer of the product, set by the test. json is what the body contains, or None."""

    def __init__(self, text="", json=None, status_code=200):
        self.text, self._json, self.status_code = text, json, status_code

    def json(self):
        return self._json

    def raise_for_status(self):
        if self.status_code >= 400:
            raise ConnectionError(f"The product returned the status {self.status_code}.")


class Http:
    """Answers every request with `response` and records the addresses."""

    def __init__(self):
        self.response, self.urls = Response(), []

    def get(self, url, **_options):
        self.urls.append(url)
        return self.response


class AgentCheck:
    OK, WARNING, CRITICAL, UNKNOWN = range(4)
    __NAMESPACE__ = ""

    def __init__(self, name, init_config, instances):
        self.name, self.init_config, self.instances = name, init_config, instances
        self.instance = instances[0]
        self.log, self.http = logging.getLogger(name), Http()
        self.metrics, self.service_checks = {}, {}

    def run_once(self):
        """Run the check as the Agent does, and return the metrics: full name -> value."""
        self.check(self.instance)
        return self.metrics

    def gauge(self, name, value, tags=None):
        self.metrics[f"{self.__NAMESPACE__}.{name}"] = value

    rate = count = monotonic_count = histogram = gauge

    def service_check(self, name, status, tags=None, message=None):
        self.service_checks[f"{self.__NAMESPACE__}.{name}"] = status


class OpenMetricsBaseCheckV2(AgentCheck):
    """Reads the lines of the endpoint. Counters end with _total there and get the suffix .count."""

    def get_default_config(self):
        return {}

    def check(self, _):
        names = {old: new for row in self.get_default_config()["metrics"] for old, new in row.items()}
        try:
            response = self.http.get(self.instance["openmetrics_endpoint"])
            response.raise_for_status()
        except Exception:
            self.service_check("openmetrics.health", self.CRITICAL)
            raise
        self.service_check("openmetrics.health", self.OK)
        for match in map(_LINE.fullmatch, response.text.splitlines()):
            if match and (new := names.get(match["name"].removesuffix("_total"))):
                suffix = ".count" if match["name"].endswith("_total") else ""
                tags = [f"{key}:{value}" for key, value in _LABEL.findall(match["labels"] or "")]
                self.gauge(f"{new}{suffix}", float(match["value"]), tags=tags)
