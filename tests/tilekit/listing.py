"""A minimal listing without findings, and helpers that add one fault to it."""

import json
import struct
import zlib
from collections.abc import Mapping
from functools import cache

from tilekit.bundle import Bundle, Files
from tilekit.scaffold.read import package_of_files

REMOVED = "(removed)"
FOLDER = "acme_widget"

MANIFEST: dict[str, object] = {
    "manifest_version": "2.0.0",
    "app_uuid": "4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11",
    "app_id": "acme-widget",
    "display_on_public_website": True,
    "tile": {
        "overview": "README.md#Overview",
        "configuration": "README.md#Setup",
        "support": "README.md#Support",
        "uninstallation": "README.md#Uninstallation",
        "changelog": "CHANGELOG.md",
        "description": "Monitor queue depth and consumers of Acme Widget",
        "title": "Acme Widget",
        "media": [
            {
                "media_type": "image",
                "caption": "The Acme Widget overview dashboard",
                "image_url": "images/overview.png",
            }
        ],
        "classifier_tags": [
            "Category::Cloud",
            "Category::Metrics",
            "Supported OS::Linux",
            "Offering::Integration",
            "Submitted Data Type::Metrics",
        ],
    },
    "assets": {
        "integration": {
            "auto_install": True,
            "source_type_name": "Acme Widget",
            "source_type_id": 7000001,
            "events": {"creates_events": False},
            "service_checks": {"metadata_path": "assets/service_checks.json"},
            "metrics": {"metadata_path": "metadata.csv", "check": "acme_widget.queue.depth", "prefix": "acme_widget."},
            "configuration": {},
        },
        "dashboards": {"acme_widget_overview": "assets/dashboards/acme_widget_overview.json"},
    },
    "author": {
        "name": "Acme",
        "homepage": "https://acme.example.org",
        "support_email": "support@acme.example.org",
        "sales_email": "sales@acme.example.org",
    },
}

README = """\
# Acme Widget

## Overview

[Acme Widget][1] moves messages between services. This integration shows how deep your queues are and how many
consumers read from them.

## Setup

Connect your account in three steps.

1. Open the Acme Widget tile and select **Install Integration**.
2. Select **Connect Accounts** and log in to Acme Widget.
3. Choose the site that your organization uses.

## Uninstallation

Select **Uninstall Integration** in the tile. Access is revoked, and you disable the API keys that belong to it.

## Data Collected

### Metrics

See [metadata.csv][2] for a list of metrics provided by this integration.

### Events

Acme Widget does not include any events.

### Service Checks

Acme Widget does not include any service checks.

## Support

Need help? Contact [Acme support][3].

[1]: https://acme.example.org
[2]: https://github.com/acme/widget/blob/main/metadata.csv
[3]: mailto:support@acme.example.org
"""

CHANGELOG = """\
# CHANGELOG - Acme Widget

## 1.0.0 / 2025-03-01

***Added***:

* Initial release
"""

METADATA = (
    "metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name,"
    "curated_metric,sample_tags\n"
    "acme_widget.queue.consumers,gauge,,worker,,Consumers that read from the queue.,1,acme_widget,consumers,,queue\n"
    "acme_widget.queue.depth,gauge,,message,,Messages that wait in the queue.,-1,acme_widget,queue depth,,queue\n"
)


def _query(metric: str) -> dict[str, object]:
    text = f"avg:acme_widget.queue.{metric}{{$queue}} by {{queue}}"
    return {"name": metric, "data_source": "metrics", "query": text}


def _number_widget(ident: int, x: int, title: str, metric: str) -> dict[str, object]:
    request = {
        "response_format": "scalar",
        "queries": [{**_query(metric), "aggregator": "last"}],
        "formulas": [{"formula": metric}],
    }
    definition = {
        "type": "query_value",
        "title": title,
        "timeseries_background": {"type": "bars"},
        "requests": [request],
    }
    return {"id": ident, "layout": {"x": x, "y": 3, "width": 2, "height": 2}, "definition": definition}


DASHBOARD: dict[str, object] = {
    "title": "Acme Widget Overview",
    "description": "Queue depth and consumers of Acme Widget.",
    "layout_type": "ordered",
    "template_variables": [{"name": "queue", "prefix": "queue", "available_values": [], "default": "*"}],
    "notify_list": [],
    "reflow_type": "fixed",
    "widgets": [
        {
            "id": 1,
            "layout": {"x": 0, "y": 0, "width": 6, "height": 6},
            "definition": {
                "type": "group",
                "layout_type": "ordered",
                "title": "About Acme Widget",
                "show_title": True,
                "banner_img": "/static/images/integration_dashboard/acme-widget_hero.png",
                "background_color": "vivid_blue",
                "widgets": [
                    {
                        "id": 2,
                        "layout": {"x": 0, "y": 0, "width": 6, "height": 5},
                        "definition": {
                            "type": "note",
                            "content": "Acme Widget moves messages. See the [guide](https://acme.example.org/guide).",
                        },
                    }
                ],
            },
        },
        {
            "id": 3,
            "layout": {"x": 6, "y": 0, "width": 6, "height": 6},
            "definition": {
                "type": "group",
                "layout_type": "ordered",
                "title": "Overview",
                "show_title": True,
                "background_color": "vivid_green",
                "widgets": [
                    {
                        "id": 4,
                        "layout": {"x": 0, "y": 0, "width": 6, "height": 3},
                        "definition": {
                            "type": "timeseries",
                            "title": "Messages that wait",
                            "show_legend": True,
                            "requests": [
                                {
                                    "response_format": "timeseries",
                                    "display_type": "line",
                                    "queries": [_query("depth"), _query("consumers")],
                                    "formulas": [
                                        {"formula": "depth", "alias": "Depth"},
                                        {"formula": "consumers", "alias": "Consumers"},
                                    ],
                                }
                            ],
                        },
                    },
                    _number_widget(5, 0, "Deepest queue", "depth"),
                    _number_widget(6, 2, "Consumers", "consumers"),
                    {
                        "id": 7,
                        "layout": {"x": 4, "y": 3, "width": 2, "height": 2},
                        "definition": {
                            "type": "toplist",
                            "title": "Deep queues",
                            "requests": [
                                {
                                    "response_format": "scalar",
                                    "queries": [{**_query("depth"), "aggregator": "last"}],
                                    "formulas": [{"formula": "depth"}],
                                }
                            ],
                        },
                    },
                ],
            },
        },
    ],
}


@cache
def png(width_px: int = 1600, height_px: int = 900) -> bytes:
    """A white PNG image in 8-bit RGB."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * 3 * width_px) * height_px, 9)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 80"><path d="M10 10h220v60H10z" fill="#7a3cff"/></svg>\n'
)


def base_files() -> dict[str, bytes]:
    """The files of the listing, as a new dict."""
    return dict(_base_files())


@cache
def _base_files() -> Mapping[str, bytes]:
    return {
        "manifest.json": _json(MANIFEST),
        "README.md": README.encode(),
        "CHANGELOG.md": CHANGELOG.encode(),
        "metadata.csv": METADATA.encode(),
        "images/overview.png": png(),
        "assets/service_checks.json": b"[]\n",
        "assets/dashboards/acme_widget_overview.json": _json(DASHBOARD),
        "assets/logos/acme_widget.svg": LOGO.encode(),
    }


def changed_manifest(changes: Mapping[str, object]) -> bytes:
    """manifest.json with the values at JSON pointers set, or removed if the value is REMOVED."""
    value = json.loads(json.dumps(MANIFEST))
    for pointer, new in changes.items():
        set_at(value, pointer, new)
    return _json(value)


def listing(
    *,
    manifest: Mapping[str, object] | None = None,
    readme: str | None = None,
    files: Mapping[str, bytes | str | None] | None = None,
    folder: str = FOLDER,
) -> Bundle:
    """The listing with other values in the manifest, another README, or other files (None removes one)."""
    written: dict[str, bytes | str | None] = {**base_files(), **(files or {})}
    if manifest:
        written["manifest.json"] = changed_manifest(manifest)
    if readme is not None:
        written["README.md"] = readme
    contents = {
        path: data.encode() if isinstance(data, str) else data for path, data in written.items() if data is not None
    }
    bundle_files = Files.of(contents)
    package = package_of_files(bundle_files, folder)
    return Bundle(basics=package.basics, documents=package.documents, files=bundle_files, folder=folder)


def line_of(bundle: Bundle, path: str, text: str) -> int:
    """The first line of a file that contains the text, from 1."""
    lines = bundle.files[path].decode().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()


def set_at(value: object, pointer: str, new: object) -> None:
    *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    for part in parents:
        if isinstance(value, list):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value.setdefault(part, {})
    if isinstance(value, list) and last == "-":
        value.append(new)
    elif isinstance(value, list):
        value[int(last) : int(last) + 1] = [] if new is REMOVED else [new]
    elif isinstance(value, dict) and new is REMOVED:
        del value[last]
    elif isinstance(value, dict):
        value[last] = new
