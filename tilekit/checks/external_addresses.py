"""The web addresses that a network probe must try before the checks run."""

from contextlib import suppress

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.images import image_addresses
from tilekit.checks.manifest.author import manifest_addresses
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.oauth.client_file import files
from tilekit.checks.readme.links import readme_addresses
from tilekit.core.formats import is_url
from tilekit.parse.json_values import text
from tilekit.parse.positions import Unparsable


def external_addresses(bundle: Bundle) -> list[str]:
    """Every web address that a check looks up in `Context.network`, without duplicates. Addresses with http are also
    probed with https.
    """
    urls = [*_of_manifest(bundle), *(text(asset.client.get("onboarding_url")) for asset in files(bundle))]
    urls += image_addresses(bundle)
    with suppress(Unparsable):  # another check reports a file that cannot be parsed
        urls += readme_addresses(bundle)
    both = (address for url in urls for address in (url, "https" + url[4:] if url.startswith("http:") else ""))
    return [url for url in dict.fromkeys(both) if is_url(url)]


def _of_manifest(bundle: Bundle) -> list[str]:
    manifest = readable_manifest(bundle)
    return [url for _, url in manifest_addresses(manifest)] if manifest else []
