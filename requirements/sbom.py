"""Writes what production installs as CycloneDX JSON: `sbom.py FILE`.

The packages, versions and hashes are those of the lock file, without packages for other systems or versions of Python.
Licences are those that the installed packages declare. The scripts of others that pages load are components, too.
"""

import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

LOCK = Path(__file__).resolve().parent / "production.txt"
_COMPONENT_NAME = "slipway"
_PINNED = re.compile(
    r"^(?P<requirement>[\w.\[\],-]+==[^\\\n]+?) \\\n(?P<hashes>(?: +--hash=sha256:\w+(?: \\)?\n?)+)", re.MULTILINE
)
_CLASSIFIER = "License :: OSI Approved :: "
_LICENCE_LENGTH = 64  # some packages declare the text of the licence instead of its name
# {path in an installed package: (name, purpose, version in its text, licence)}
_SCRIPTS = {"django_htmx/static/django_htmx/htmx-2.min.js": ("htmx.org", r'version:"([\d.]+)"', "0BSD")}


def main(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(document(LOCK) + "\n")
    sys.stdout.write(f"Wrote {target}.\n")


def document(lock: Path) -> str:
    """The JSON of all components in the lock file and of the scripts."""
    version = re.findall(r'__version__ = "(.+)"', (LOCK.parents[1] / "tilekit" / "__init__.py").read_text())[0]
    portal = Component(name=_COMPONENT_NAME, version=version, type=ComponentType.APPLICATION, bom_ref=_COMPONENT_NAME)
    components = [*_packages(lock.read_text()), *_scripts()]
    bom = Bom(components=components)
    bom.metadata.component = portal
    bom.register_dependency(portal, components)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _packages(lock: str) -> Iterator[Component]:
    for match in _PINNED.finditer(lock):
        requirement = Requirement(match["requirement"])
        if requirement.marker is None or requirement.marker.evaluate():
            version = str(requirement.specifier).removeprefix("==")
            yield _package(requirement.name, version, re.findall(r"sha256:(\w+)", match["hashes"]))


def _package(name: str, version: str, digests: list[str]) -> Component:
    """The component. The lock file has one hash for each wheel, and pip accepts any of them."""
    address = PackageURL("pypi", name=name, version=version)
    return Component(
        name=name,
        version=version,
        purl=address,
        bom_ref=str(address),
        type=ComponentType.LIBRARY,
        scope=ComponentScope.REQUIRED,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in digests],
        licenses=_licences(name),
    )


def _licences(name: str) -> list[License]:
    """The licences that the package declares: as an expression, as a name, or with classifiers."""
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    declared = facts.get("License-Expression") or facts.get("License") or ""
    if 0 < len(declared) <= _LICENCE_LENGTH:
        return [LicenseFactory().make_from_string(declared)]
    classifiers = facts.get_all("Classifier") or []
    return [
        LicenseFactory().make_with_name(classifier.removeprefix(_CLASSIFIER))
        for classifier in sorted(classifiers)
        if classifier.startswith(_CLASSIFIER)
    ]


def _scripts() -> Iterator[Component]:
    for path, (name, pattern, licence) in _SCRIPTS.items():
        package, _, _ = path.partition("/")
        script = metadata.distribution(package).locate_file(path).read_bytes()
        version = re.findall(pattern, script.decode())[0]
        address = PackageURL("npm", name=name, version=version)
        yield Component(
            name=name,
            version=version,
            purl=address,
            bom_ref=str(address),
            type=ComponentType.LIBRARY,
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=sha256(script).hexdigest())],
            licenses=[LicenseFactory().make_from_string(licence)],
            properties=[Property(name="slipway:file", value=path)],
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
