"""The check reads the status of all printers as JSON."""

from datadog_checks.base import AgentCheck, ConfigurationError


class AcmePrinterCheck(AgentCheck):
    """Sends the numbers that the server returns at the address in `url`, for each printer."""

    # All metrics and service checks start with this prefix.
    __NAMESPACE__ = "acme_printer"
    # Without this line, the Agent keeps only the first 2,000 metrics of an instance.
    DEFAULT_METRIC_LIMIT = 0

    # The Agent calls this method every 15 seconds.
    def check(self, _):
        url = self.instance.get("url")
        if not url:
            raise ConfigurationError("Set the option url.")
        tags = self.instance.get("tags", [])
        try:
            # self.http uses the proxy, the certificates and the time limit that the customer has configured.
            response = self.http.get(url)
            response.raise_for_status()
            printers = response.json()["printers"]
        except Exception:
            self.service_check("can_connect", self.CRITICAL, tags=tags)
            raise
        self.service_check("can_connect", self.OK, tags=tags)
        for printer in printers:
            self._send(printer, [*tags, f"printer:{printer['name']}"])

    def _send(self, printer, tags):
        self.gauge("jobs.waiting", printer["jobs"], tags=tags)
        self.gauge("toner.remaining", printer["toner"], tags=tags)
        # The server counts pages since its start, so the Agent computes the difference.
        self.monotonic_count("pages.printed.count", printer["pages"], tags=tags)
