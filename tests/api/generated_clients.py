"""Clients that openapi-python-client generates from the OpenAPI documents."""

import importlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

Generated = Any  # an object of a generated class
# A zip archive is sent as it is.
_SETTINGS = ConfigFile(post_hooks=[], content_type_overrides={"application/zip": "application/octet-stream"})


def generate_client(document: Path, package: Path) -> None:
    """Generate a client from a document. Fails if the generator leaves out anything."""
    config = Config.from_sources(
        _SETTINGS,
        MetaType.NONE,
        document_source=document,
        file_encoding="utf-8",
        overwrite=True,
        output_path=package,
    )
    problems = generate(config=config)
    assert [f"{problem.header}: {problem.detail}" for problem in problems] == []


class GeneratedClient:
    """A generated package, which must be importable, with a client for the address."""

    def __init__(self, package: str, address: str, token: str = "") -> None:
        self._package = package
        module = self.module("client")
        self.client = module.AuthenticatedClient(address, token) if token else module.Client(address)

    def close(self) -> None:
        self.client.get_httpx_client().close()

    def module(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self._package}.{name}")

    def model(self, name: str, values: Mapping[str, object]) -> Generated:
        """An object of a generated class."""
        return getattr(self.module("models"), name).from_dict(values)

    def word(self, name: str, text: str) -> Generated:
        """A value of a generated enum."""
        return getattr(self.module("models"), name)(text)

    def file(self, content: bytes) -> Generated:
        """A file as generated calls take it."""
        return self.module("types").File(BytesIO(content))

    def call(self, tag: str, name: str, *values: object, **more: object) -> Generated:
        """The response to a call: its status_code, headers and parsed body."""
        return self.module(f"api.{tag}.{name}").sync_detailed(*values, client=self.client, **more)
