"""Client for the configure surface, with the token of an application."""

import re
from typing import Annotated, Any

from django.test import Client
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from api.configure.problems import DetailCode, ErrorCode
from tests.api.factories import Caller

BASE = "/rp/product-ingestion"
VERSION = "2022-03-01-preview3"
RESOURCE = "https://graph.microsoft.com"
Response = Any  # Django's response with the attributes of its test client
STATUS_KEYS = {"$schema", "jobId", "jobStatus", "jobResult", "jobStart", "jobEnd", "resourceUri", "errors"}


_NAME = re.compile(r"([a-z]+|resources\[\d+\]): ", re.ASCII)


class PublishedDetail(BaseModel):
    """A detail of an error as the published schema has it: resourceId is a durable ID, `type/GUID[/part]`.

    The samples of the published documentation have errors without a resourceId.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    resourceId: Annotated[  # noqa: N815 the key of the API
        str, Field(pattern=r"^[a-z]+(-[a-z]+)*/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/[0-9a-z-]+)?$")
    ] = "product/00000000-0000-0000-0000-000000000000"
    code: str
    message: Annotated[str, Field(min_length=1)]


class PublishedError(PublishedDetail):
    details: Annotated[list[PublishedDetail], Field(min_length=1)]


def assert_published(details: object) -> None:
    """Assert that errors of a job or a call have the published shape."""
    for problem in TypeAdapter(list[PublishedError]).validate_python(details):
        assert problem.code in set(ErrorCode)
        assert {detail.code for detail in problem.details} <= set(DetailCode)


def label(word: str) -> str:
    return f"https://schema.mp.microsoft.com/schema/{word}/{VERSION}"


def resource(word: str, **values: Any) -> dict[str, Any]:
    return {"$schema": label(word), **values}


def product(name: str = "tide", **values: Any) -> dict[str, Any]:
    """A new product that other resources of the request refer to by the name."""
    defaults = {"identity": {"externalId": f"{name}-gauge"}, "type": "azureApplication", "alias": f"The {name} gauge"}
    return resource("product", resourceName=name, **{**defaults, **values})


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
        body = dict(response.json())
        assert body.keys() == STATUS_KEYS
        assert_published(body["errors"])
        return body

    def done(self, *resources: object) -> list[dict[str, Any]]:
        """The resources of a job that succeeded."""
        status = self.status(*resources)
        assert status["jobResult"] == "succeeded", status
        response = self.get(f"configure/{status['jobId']}")
        assert response.status_code == 200, response.content
        return list(response.json()["resources"])

    def errors(self, *resources: object) -> list[tuple[str, str, str]]:
        """(resource, outer code, inner code) of the errors of a job that failed.

        The resource is the name with which the messages start or, without one, its ID.
        """
        status = self.status(*resources)
        assert (status["jobStatus"], status["jobResult"]) == ("completed", "failed")
        return [(resource_in(error), error["code"], error["details"][0]["code"]) for error in status["errors"]]

    def tree(self, product_id: str, target: str = "draft") -> dict[str, dict[str, Any]]:
        """{durable ID: resource}."""
        response = self.get(f"resource-tree/{product_id}", targetType=target)
        assert response.status_code == 200, response.content
        body = response.json()
        assert (body["root"], body["target"]) == (product_id, {"targetType": target})
        return {resource["id"]: resource for resource in body["resources"]}


def resource_in(problem: dict[str, Any]) -> str:
    """The name of the resource in an error of a job."""
    name = _NAME.match(problem["message"])
    return name[1] if name else str(problem["resourceId"])


def error(response: Response) -> dict[str, Any]:
    """The error of a response; asserts the format of errors."""
    body: dict[str, Any] = response.json()
    assert_published([body])
    return body
