"""Collected style sheets and scripts, each under the hash of its content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """What our scripts import is asked for under its hash too: browsers keep the file of an unhashed name.

    Django's own setting would read the scripts of packages as well, and theirs import files that they do not bring.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((r'(?P<matched>from "(?P<url>\./[^"]+)")', 'from "%(url)s"'),)),
    )
