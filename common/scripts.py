"""Joins a script with its parts, so that a page loads one file: `js/autosave.js` with the modules in `js/autosave/`."""

import re
from collections.abc import Callable
from posixpath import dirname, join, normpath, relpath

_IMPORT = re.compile(r'^import \{(?P<names>[^}]+)\} from "(?P<source>\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async |class |const |function |let )", re.MULTILINE)


class _Script:
    """The parts of one script in the order in which they run, and what they import from other scripts."""

    def __init__(self, name: str, read: Callable[[str], str]) -> None:
        self.name, self.read = name, read
        self.parts: list[str] = []
        self.imports: dict[str, set[str]] = {}
        self._seen = {name}

    def add(self, path: str) -> None:
        text = self.read(path)
        for match in _IMPORT.finditer(text):
            self._follow(normpath(join(dirname(path), match["source"])), match["names"])
        self.parts.append(_EXPORT.sub("", _IMPORT.sub("", text)))

    def _follow(self, source: str, names: str) -> None:
        if not source.startswith(f"{self.name.removesuffix('.js')}/"):
            self.imports.setdefault(source, set()).update(re.findall(r"\w+", names))
        elif source not in self._seen:
            self._seen.add(source)
            self.add(source)


def joined(name: str, read: Callable[[str], str]) -> str:
    """The script at a path with all its parts; a script without parts stays as it is.

    read returns the script at a path. Parts import names as they are, and no two of them declare the same name.
    """
    script = _Script(name, read)
    script.add(name)
    if len(script.parts) == 1:
        return read(name)
    imports = (
        f'import {{ {", ".join(sorted(names))} }} from "./{relpath(source, dirname(name))}";\n'
        for source, names in script.imports.items()
    )
    return "".join([*imports, *script.parts])
