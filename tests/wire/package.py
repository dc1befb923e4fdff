"""The package that API clients upload: a tile without code, with all content that a folder can contain."""

import json
from io import BytesIO
from zipfile import ZipFile

from tests.tilekit.listing import base_files

OFFER, TITLE, FOLDER = "tide-gauge", "Tide Gauge", "tide_gauge"
_KEPT = ("manifest.json", "README.md", "CHANGELOG.md", "assets/logos/", "images/")
_TAGS = ["Category::Cloud", "Category::IoT", "Category::Metrics", "Supported OS::Linux", "Offering::Integration"]
_NEWER = b"## 1.1.0 / 2025-04-01\n\n***Changed***:\n\n* Clearer description\n\n"
_README = f"""\
# {TITLE}

## Overview

[{TITLE}][1] measures the water level of harbours. Its tile leads to the pages where you follow each gauge.

## Setup

1. Open the {TITLE} tile and select **Install Integration**.
2. Sign in to {TITLE} and choose your harbour.

## Uninstallation

Select **Uninstall Integration** in the tile. Nothing of {TITLE} is left in your account.

## Data Collected

{TITLE} does not send any data.

## Support

Need help? Contact [support of {TITLE}][2].

[1]: https://harbour.example
[2]: mailto:support@harbour.example
"""


def archive(*, is_newer: bool = False, **changes: str) -> bytes:
    """The folder as a zip, with a newer version in its release notes if is_newer; changes are values of the tile."""
    files = {path: data for path, data in base_files().items() if path.startswith(_KEPT)}
    manifest = json.loads(files["manifest.json"])
    manifest["app_id"] = OFFER
    manifest["app_uuid"] = "7c0e0b1c-6f5d-4f4c-9a57-2f6d1e0b7c12"
    manifest["assets"] = {}
    manifest["tile"] |= {"title": TITLE, "description": "Follow the water level", "classifier_tags": _TAGS, **changes}
    manifest["author"] |= {
        "name": "Demo Harbour", "homepage": "https://harbour.example", "support_email": "support@harbour.example",
    }  # fmt: skip
    files["manifest.json"] = json.dumps(manifest, indent=2).encode()
    files["README.md"] = _README.encode()
    files["CHANGELOG.md"] = files["CHANGELOG.md"].replace(b"Acme Widget", TITLE.encode())
    if is_newer:
        files["CHANGELOG.md"] = files["CHANGELOG.md"].replace(b"## 1.0.0", _NEWER + b"## 1.0.0")
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for path, data in files.items():
            packed.writestr(f"{FOLDER}/{path}", data)
    return file.getvalue()
