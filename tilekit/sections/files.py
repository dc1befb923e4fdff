"""Maps files of the listing folder to sections."""

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
    """The key of the section in which people edit the file; "overview" if it belongs to no other."""
    if path in _BY_NAME:
        return _BY_NAME[path]
    return next((key for start, key in _BY_START.items() if path.startswith(start)), "overview")


def section_of_place(path: str, file: str) -> str:
    """The key of the section that a finding or a comment is about, from its field path or else its file.

    The identifiers of `tilekit.core.basics` have no section, so the file decides.
    """
    section = path.partition(".")[0]
    return section if section and section != "basics" else section_of_file(file)
