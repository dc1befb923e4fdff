"""Clients of our own API (`/api/v1`), based on those of `bench.api_clients`."""

import json

from msgspec.structs import replace

from api.paths import V1_PREFIX
from bench.api_clients import ApiClient, ClientData

_JSON, _ZIP = "application/json", "application/zip"


class V1Client(ApiClient):
    """A client of our own API. folder is the listing as a zip archive, before any change."""

    def __init__(self, place: ClientData, port: int) -> None:
        super().__init__(replace(place, form={**place.form, "resource": "slipway"}), port)
        self.listing = f"{V1_PREFIX}/listings/{place.product.rpartition('/')[2]}"
        self.folder = b""

    def page(self, size: int = 100) -> None:
        listings = self.send("GET", f"{V1_PREFIX}/listings?limit={size}")
        assert len(listings["items"]) == size

    def read(self) -> None:
        self.send("GET", self.listing)

    def findings(self) -> None:
        self.send("GET", f"{self.listing}/findings")

    def patch(self) -> None:
        self.count += 1
        body = {"short_description": f"Live tide levels of {self.count} gauges"}
        self.send("PATCH", f"{self.listing}/sections/overview", json.dumps(body).encode(), kind=_JSON)

    def fetch_folder(self) -> None:
        """Download the archive that `replace` sends."""
        self.link.request("GET", f"{self.listing}/folder.zip", headers=self.headers)
        response = self.link.getresponse()
        self.folder = response.read()
        assert response.status == 200, response.status

    def replace(self) -> None:
        """Upload the archive; returns when the import is queued."""
        self.send("PUT", f"{self.listing}/folder", self.folder, kind=_ZIP)

    def submit(self) -> None:
        self.send("POST", f"{self.listing}/submissions", b'{"confirm": "all"}', kind=_JSON)

    def cancel(self) -> None:
        self.send("POST", f"{self.listing}/withdrawal", b'{"reason": "Once more"}', kind=_JSON)

    def search(self) -> None:
        self.send("GET", f"{V1_PREFIX}/catalog/tiles?q=tide")
