"""Which section a file of the listing folder belongs to."""

_BY_NAME = {
    "metadata.csv": "data",
    "CHANGELOG.md": "release_notes",
    "README.md": "setup",
    "assets/service_checks.json": "data",
    "assets/dataflows.yaml": "data",
    "assets/oauth_clients.json": "configuration",
}
_BY_START = {
    "assets/dashboards/": "content",
    "assets/monitors/": "content",
    "assets/security/": "content",
    "assets/saved_views/": "content",
    "assets/logs/": "data",
    "assets/eula": "legal",
    "assets/configuration/": "configuration",
    "datadog_checks/": "configuration",
    "tests/": "configuration",
    "dist/": "configuration",
}


def section_of_file(path: str) -> str:
    """The key of the section on whose step a person mends the file; the overview takes what no other does."""
    if path in _BY_NAME:
        return _BY_NAME[path]
    return next((key for start, key in _BY_START.items() if path.startswith(start)), "overview")


def section_of_place(path: str, file: str) -> str:
    """The key of the section that a finding or a comment is about, from its field path or else its file.

    The identifiers of `tilekit.core.basics` have no section: what is said about them is mended where the file is.
    """
    section = path.partition(".")[0]
    return section if section and section != "basics" else section_of_file(file)
