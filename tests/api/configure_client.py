"""Client for the configure surface, with the token of an application."""

from typing import Any

from django.test import Client

from tests.api.factories import Caller

BASE = "/rp/product-ingestion"
VERSION = "2022-03-01-preview3"
RESOURCE = "https://graph.microsoft.com"
Response = Any  # Django's response with the attributes of its test client
STATUS_KEYS = {"$schema", "jobId", "jobStatus", "jobResult", "jobStart", "jobEnd", "resourceUri", "errors"}


def label(word: str) -> str:
    return f"https://schema.mp.microsoft.com/schema/{word}/{VERSION}"


def resource(word: str, **values: Any) -> dict[str, Any]:
    return {"$schema": label(word), **values}


def product(name: str = "tide", **values: Any) -> dict[str, Any]:
    """A new product that other resources of the request refer to by the name."""
    known = {"identity": {"externalId": f"{name}-gauge"}, "type": "azureApplication", "alias": f"The {name} gauge"}
    return resource("product", resourceName=name, **{**known, **values})


class Configure:
    """Calls with the token of an application."""

    def __init__(self, caller: Caller) -> None:
        self.caller, self.client = caller, Client()
        form = caller.form(resource=RESOURCE)
        token = self.client.post(f"/{caller.organisation.pk}/oauth2/token", form).json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: object) -> Response:
        return self.client.get(f"{BASE}/{path}", {"$version": VERSION, **query}, headers=self.headers)

    def post(self, *resources: object, **headers: str) -> Response:
        body = {"$schema": label("configure"), "resources": list(resources)}
        return self.send(body, **headers)

    def send(self, body: object, **headers: str) -> Response:
        path = f"{BASE}/configure?$version={VERSION}"
        return self.client.post(path, body, content_type="application/json", headers={**self.headers, **headers})

    def status(self, *resources: object) -> dict[str, Any]:
        """The status of a new job."""
        response = self.post(*resources)
        assert response.status_code == 202, response.content
        found = dict(response.json())
        assert found.keys() == STATUS_KEYS
        return found

    def done(self, *resources: object) -> list[dict[str, Any]]:
        """The resources of a job that succeeded."""
        status = self.status(*resources)
        assert status["jobResult"] == "succeeded", status
        response = self.get(f"configure/{status['jobId']}")
        assert response.status_code == 200, response.content
        return list(response.json()["resources"])

    def errors(self, *resources: object) -> list[tuple[str, str, str]]:
        """(resource, outer code, inner code) of the errors of a job that failed."""
        status = self.status(*resources)
        assert (status["jobStatus"], status["jobResult"]) == ("completed", "failed")
        return [(each["resourceId"], each["code"], each["details"][0]["code"]) for each in status["errors"]]

    def tree(self, product_id: str, target: str = "draft") -> dict[str, dict[str, Any]]:
        """{durable ID: resource}."""
        response = self.get(f"resource-tree/{product_id}", targetType=target)
        assert response.status_code == 200, response.content
        body = response.json()
        assert (body["root"], body["target"]) == (product_id, {"targetType": target})
        return {each["id"]: each for each in body["resources"]}


def error(response: Response) -> dict[str, Any]:
    """The error of a response; asserts the format of errors."""
    body: dict[str, Any] = response.json()
    assert body.keys() == {"resourceId", "code", "message", "details"}
    assert all(each.keys() == {"resourceId", "code", "message"} for each in body["details"])
    assert all(isinstance(each, str) for each in (body["resourceId"], body["code"], body["message"]))
    return body
