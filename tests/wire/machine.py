"""An independent client of the ingestion API: it uses the URLs and none of our code."""

from __future__ import annotations

import time
from typing import Any

import httpx

_RESOURCE = "https://api.partner.microsoft.com"
_PATIENCE_SECONDS = 120  # long enough for a busy machine


class Machine:
    """A client with a token; refused calls raise."""

    def __init__(self, base: str, *, tenant: str, client: str, secret: str) -> None:
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, "resource": _RESOURCE}
        token = httpx.post(f"{base}/{tenant}/oauth2/token", data=form).raise_for_status().json()["access_token"]
        self.http = httpx.Client(
            base_url=f"{base}/v1.0/ingestion/", headers={"Authorization": f"Bearer {token}"}, timeout=60
        )

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401 JSON
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.http.request(method, path, json=body, headers=named)
        assert response.is_success, f"{response.status_code} {method} {path}: {response.text[:2000]}"
        return response.json() if response.content else None

    def entity(self, product: str, module: str, path: str) -> dict[str, Any]:
        """The entity of a module of the offer, found by its branch."""
        branches = self.call("GET", f"products/{product}/branches/getByModule(module={module})")["value"]
        instance = branches[0]["currentDraftInstanceID"]
        entities = self.call("GET", f"products/{product}/{path}/getByInstanceID(instanceID={instance})")["value"]
        return dict(entities[0])

    def replace(self, product: str, module: str, path: str, **changes: object) -> dict[str, Any]:
        """Replace some values of the entity."""
        row = self.entity(product, module, path)
        address = f"products/{product}/{path}/{row['id']}"
        return dict(self.call("PUT", address, {**row, **changes}, If_Match=row["@odata.etag"]))

    def upload(self, product: str, archive: bytes, name: str) -> dict[str, Any]:
        """Create and upload a package; returns it in its final state."""
        body = {"resourceType": "AzureApplicationPackage", "fileName": name, "state": "PendingUpload"}
        package = self.call("POST", f"products/{product}/packages", body)
        sent = httpx.put(
            f"{package['fileSasUri']}&file={name}", content=archive, headers={"x-ms-blob-type": "BlockBlob"}, timeout=60
        )
        assert sent.status_code == httpx.codes.CREATED, sent.text
        address = f"products/{product}/packages/{package['id']}"
        self.call("PUT", address, {**package, "state": "Uploaded"}, If_Match=package["@odata.etag"])
        return self.until(address, lambda row: row["state"] in {"Processed", "ProcessFailed"})

    def submit(self, product: str) -> str:
        """Submit the draft; returns the URL of the submission."""
        modules = ("Availability", "Property", "Package", "Listing")
        pages = {word: self.call("GET", f"products/{product}/branches/getByModule(module={word})") for word in modules}
        resources = [
            {"type": word, "value": page["value"][0]["currentDraftInstanceID"]} for word, page in pages.items()
        ]
        body = {
            "resourceType": "SubmissionCreationRequest",
            "targets": [{"type": "Scope", "value": "preview"}],
            "resources": [*resources, {"type": "ResellerConfiguration", "value": f"{product}-ResellerInstance"}],
        }
        submission = self.call("POST", f"products/{product}/submissions", body)
        return f"products/{product}/submissions/{submission['id']}"

    def until(self, path: str, wanted: Any, what: str = "") -> dict[str, Any]:  # noqa: ANN401 JSON
        """Repeat a request until the response meets the condition."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while not wanted(body := self.call("GET", path)):
            assert time.monotonic() < end, f"still not {what or 'ready'}: {body}"
            time.sleep(0.1)
        return dict(body)

    def stands(self, submission: str, state: str, substate: str) -> None:
        """Wait until the submission is in this state."""
        self.until(submission, lambda row: (row["state"], row["substate"]) == (state, substate), substate)
