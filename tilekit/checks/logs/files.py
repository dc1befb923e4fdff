"""Fixes that give the two files of a pipeline another name or another id."""

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import applied
from tilekit.checks.logs.reading import FOLDER, pipelines, test_files
from tilekit.checks.yaml_edits import yaml_text
from tilekit.core.messages import N_, Message


def named_after(bundle: Bundle, ident: str) -> Fix | None:
    """The fix that calls the pipeline and its tests after an id; None if such a file is there already."""
    wanted = {old: new for old, new in _names(bundle, ident).items() if old != new}
    return _moved(bundle, {old: (new, bundle.files[old]) for old, new in wanted.items()}, ident)


def tests_beside(bundle: Bundle, tests: str, wanted: str) -> Fix | None:
    """The fix that gives the tests the name that belongs to their pipeline."""
    return _moved(bundle, {tests: (wanted, bundle.files[tests])}, wanted.removeprefix(FOLDER))


def with_id(bundle: Bundle, ident: str) -> Fix | None:
    """The fix that writes the id into both files, which are called after it; None if one cannot be changed."""
    texts = dict[str, tuple[str, bytes]]()
    for old, new in _names(bundle, ident).items():
        text = yaml_text(bundle, old)
        edit = text.replacing("/id", ident) if text else None
        if edit is None:
            return None
        texts[old] = new, applied(bundle.files[old], (edit,))
    return _moved(bundle, texts, ident)


def _names(bundle: Bundle, ident: str) -> dict[str, str]:
    """The two files, and what they are called after the id."""
    ends = ((pipelines(bundle), ""), (test_files(bundle), "_tests"))
    return {one.file: f"{FOLDER}{ident}{end}.yaml" for found, end in ends for one in found}


def _moved(bundle: Bundle, texts: dict[str, tuple[str, bytes]], name: str) -> Fix | None:
    """Old path -> new path and what shall be in it; one that keeps its path is written over."""
    edits, removed = list[Edit](), list[str]()
    for old, (new, data) in texts.items():
        if new != old and (new in bundle.files or new.casefold() == old.casefold()):
            return None
        start, end = 0, len(bundle.files[old]) if new == old else 0
        edits.append(Edit(file=new, start=start, end=end, replacement=data.decode()))
        removed += [old] if new != old else []
    title = Message(N_("Rename it to {name}"), {"name": name})
    return Fix(title=title, edits=tuple(edits), removed=tuple(removed)) if edits else None
