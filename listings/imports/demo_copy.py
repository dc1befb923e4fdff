"""Gives a copy of a listing new identifiers: a demo, so that the original can still be imported, or a duplicate."""

import re
from collections.abc import Mapping
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from listings.content.identities import shared_prefixes
from tilekit.bundle import Files
from tilekit.core.field import Json
from tilekit.core.section import SectionDocument, Values
from tilekit.scaffold.bundles import bundle_of_package
from tilekit.scaffold.read import Package, package_of_files
from tilekit.sections.data import Data
from tilekit.sections.initial_values import normal_source_name, suggested_id
from tilekit.sections.limits import TITLE
from tilekit.sections.overview import Overview

_TITLE_SUFFIX = " Demo"
_RULE_ID = re.compile(r'("partnerRuleId"\s*:\s*"[a-z0-9]{3}-[a-z0-9]{3}-)([a-z0-9]{3})(")')
_ROT13 = str.maketrans("abcdefghijklmnopqrstuvwxyz0123456789", "nopqrstuvwxyzabcdefghijklm5678901234")
_EDITED = (".csv", ".json", ".yaml", ".yml")


def with_new_identifiers(package: Package, suffix: str = "-demo", *, title: str = "") -> Package:
    """The package with new unique identifiers in all its files, derived from the suffix and the title, if there is one.

    Integration ID, app UUID, title, display name, metric prefix and rule IDs change in the manifest, the metrics file,
    the log pipelines and the assets, so that the findings are the same as for the original. The titles of dashboards,
    views and monitors stay, which causes warnings.
    """
    names = _Names.of(package, suffix, title)
    files = dict(bundle_of_package(package).files)
    again = package_of_files(
        Files.of({names.path(path): names.edited(path, data) for path, data in files.items()}), package.folder
    )
    documents: dict[str, SectionDocument] = {
        key: type(document)(names.values(key, document)) for key, document in again.documents.items()
    }
    # No listing has the number 0, so the import assigns a new one. A package without a number stays without.
    number = None if package.basics.source_type_id is None else 0
    name = title or _titled(package.basics.name)
    basics = replace(package.basics, name=name, app_uuid=names.app_uuid, source_type_id=number)
    folder = names.integration_id[1].replace("-", "_") if title else demo_folder(package.folder, suffix)
    return replace(again, basics=basics, documents=documents, folder=folder)


def demo_folder(folder: str, suffix: str = "-demo") -> str:
    """The folder name of the copy; "" if the package has no folder name."""
    return folder + suffix.replace("-", "_") if folder else ""


class _Names(Struct, frozen=True, kw_only=True):
    """An (old, new) pair for each identifier. metrics contains the declared metric names with the old prefix.

    title is the new title, "" for the old one with a suffix.
    """

    integration_id: tuple[str, str]
    source_name: tuple[str, str]
    prefix: tuple[str, str]
    old_uuid: str
    app_uuid: str
    metrics: frozenset[str]
    title: str = ""

    @classmethod
    def of(cls, package: Package, suffix: str, title: str) -> "_Names":
        overview, data = Overview(package.documents["overview"].values), Data(package.documents["data"].values)
        prefix = data.metric_prefix
        identifier, source = overview.integration_id, overview.source_type_name
        new_id = suggested_id(title, package.basics.route, overview.vendor_id) if title else f"{identifier}{suffix}"
        return cls(
            integration_id=(identifier, new_id if identifier else ""),
            source_name=(source, title or f"{source}{_TITLE_SUFFIX}" if source else ""),
            prefix=(prefix, _other_prefix(prefix, suffix)),
            old_uuid=package.basics.app_uuid,
            app_uuid=str(uuid4()),
            metrics=_declared_metrics(package, data, prefix),
            title=title,
        )

    def values(self, key: str, section: SectionDocument) -> Values:
        """The section's values with the new names."""
        changed: dict[str, Json] = dict(section.values)
        if key == "overview":
            changed |= self._overview(section.values.get("title"))
        if key == "data":
            changed |= self._data(section.values)
        return changed

    def _overview(self, title: Json) -> Values:
        new: Values = {"integration_id": self.integration_id[1], "source_type_name": self.source_name[1]}
        if isinstance(title, str) and title:
            new["title"] = self.title or _titled(title)
        return {name: value for name, value in new.items() if value}

    def _data(self, values: Mapping[str, Json]) -> Values:
        checked = values.get("metric_check")
        new: Values = {"metric_prefix": self.prefix[1]} if self.prefix[1] else {}
        if values.get("logs_source") == self.integration_id[0] != "":
            new["logs_source"] = self.integration_id[1]
        if isinstance(checked, list):
            new["metric_check"] = [self.metric(name) if isinstance(name, str) else name for name in checked]
        return new

    def metric(self, name: str) -> str:
        """The metric name with the new prefix, if it is a declared metric with the old one; otherwise unchanged."""
        return self.prefix[1] + name[len(self.prefix[0]) :] if name in self.metrics else name

    def path(self, path: str) -> str:
        """The new path of a file: log pipeline files are named after the integration."""
        folder, _, name = path.rpartition("/")
        old, new = self.integration_id
        is_pipeline = folder == "assets/logs" and old and name in {f"{old}.yaml", f"{old}_tests.yaml"}
        return f"{folder}/{name.replace(old, new, 1)}" if is_pipeline else path

    def edited(self, path: str, data: bytes) -> bytes:
        """The file with the new names; pictures, prose and code stay unchanged."""
        if not (path == "metadata.csv" or (path.startswith("assets/") and path.endswith(_EDITED))):
            return data
        text = data.decode("utf-8", "surrogateescape")
        for pattern, replacement in self._replacements(path):
            text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
        if self.metrics:
            names = rf"(?<![\w.]){re.escape(self.prefix[0])}[\w.]*"
            text = re.sub(names, lambda match: self.metric(match[0]), text)
        text = _RULE_ID.sub(lambda match: match[1] + match[2].translate(_ROT13) + match[3], text)
        return text.encode("utf-8", "surrogateescape")

    def _replacements(self, path: str) -> list[tuple[str, str]]:
        """(pattern, replacement) pairs for everything except metrics."""
        replacements = []
        identifier, source = self.integration_id, self.source_name
        if identifier[0]:
            tags = rf"\b(integration|source):{re.escape(identifier[0])}(?![\w-])"
            replacements.append((tags, rf"\g<1>:{identifier[1]}"))
            if path.startswith("assets/logs/"):
                replacements.append(
                    (
                        rf"^((?:metric_)?id:\s*[\"']?){re.escape(identifier[0])}([\"']?\s*)$",
                        rf"\g<1>{identifier[1]}\g<2>",
                    )
                )
        if source[0] and path.startswith("assets/monitors/"):
            replacements.append((re.escape(f"[{source[0]}]"), f"[{source[1]}]"))
        if source[0] and path == "metadata.csv":
            old, new = normal_source_name(source[0]), normal_source_name(source[1])
            replacements.append((rf"(?<=,){re.escape(old)}(?=,)", new))
        if source[0] and path.endswith("service_checks.json"):
            replacements.append((rf'("integration"\s*:\s*"){re.escape(source[0])}"', rf'\g<1>{source[1]}"'))
        if self.prefix[0]:
            checks = rf'("check"\s*:\s*"){re.escape(self.prefix[0])}'
            replacements.append((checks, rf"\g<1>{self.prefix[1]}"))
        if self.old_uuid:
            replacements.append((re.escape(self.old_uuid), self.app_uuid))
        return replacements


def _declared_metrics(package: Package, data: Data, prefix: str) -> frozenset[str]:
    """The names in the first column of the metrics file that begin with the prefix."""
    path = data.metadata_csv.name if data.metadata_csv else ""
    if not prefix or path not in package.files:
        return frozenset()
    lines = package.files[path].decode("utf-8", "surrogateescape").splitlines()
    names = (line.partition(",")[0].strip('" ') for line in lines[1:])
    return frozenset(name for name in names if name.startswith(prefix))


def _other_prefix(prefix: str, suffix: str) -> str:
    """The metric prefix of the copy; a shared prefix stays unchanged."""
    if not prefix or prefix in shared_prefixes():
        return prefix
    stem, dot = (prefix[:-1], ".") if prefix.endswith(".") else (prefix, "")
    return stem + suffix.replace("-", "_") + dot


def _titled(title: str) -> str:
    return title[: TITLE - len(_TITLE_SUFFIX)].rstrip() + _TITLE_SUFFIX
