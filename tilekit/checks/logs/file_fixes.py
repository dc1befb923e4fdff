"""Fixes that rename the two files of a pipeline or change its ID."""

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import apply_edits
from tilekit.checks.logs.pipeline_files import FOLDER, pipelines, test_files
from tilekit.checks.yaml_edits import yaml_text
from tilekit.core.messages import N_, Message


def named_after(bundle: Bundle, integration_id: str) -> Fix | None:
    """The fix that names the pipeline and its tests after an ID; None if such a file already exists."""
    renames = {old: new for old, new in _names_for_id(bundle, integration_id).items() if old != new}
    return _fix_moving_files(bundle, {old: (new, bundle.files[old]) for old, new in renames.items()}, integration_id)


def tests_beside(bundle: Bundle, tests: str, path: str) -> Fix | None:
    """The fix that renames the tests to match their pipeline."""
    return _fix_moving_files(
        bundle, {tests: (path, bundle.files[tests])}, path.removeprefix(FOLDER).removesuffix(".yaml")
    )


def with_id(bundle: Bundle, integration_id: str) -> Fix | None:
    """The fix that sets the ID in both files, which are named after it; None if one can't be changed."""
    texts = dict[str, tuple[str, bytes]]()
    for old, new in _names_for_id(bundle, integration_id).items():
        text = yaml_text(bundle, old)
        edit = text.replacing("/id", integration_id) if text else None
        if edit is None:
            return None
        texts[old] = new, apply_edits(bundle.files[old], (edit,))
    return _fix_moving_files(bundle, texts, integration_id)


def _names_for_id(bundle: Bundle, integration_id: str) -> dict[str, str]:
    """{path: path for this ID} of the pipeline files and the files of their tests."""
    ends = ((pipelines(bundle), ""), (test_files(bundle), "_tests"))
    return {one.file: f"{FOLDER}{integration_id}{end}.yaml" for files, end in ends for one in files}


def _fix_moving_files(bundle: Bundle, texts: dict[str, tuple[str, bytes]], name: str) -> Fix | None:
    """The fix that moves files; None if a new path is taken. texts maps old paths to (new path, content).

    If both paths are the same, the file is overwritten.
    """
    edits, removed = list[Edit](), list[str]()
    for old, (new, data) in texts.items():
        if new != old and (new in bundle.files or new.casefold() == old.casefold()):
            return None
        start, end = 0, len(bundle.files[old]) if new == old else 0
        edits.append(Edit(file=new, start=start, end=end, replacement=data.decode()))
        removed += [old] if new != old else []
    title = Message(N_("Rename the file to {name}"), {"name": f"{name}.yaml"})
    return Fix(title=title, edits=tuple(edits), removed=tuple(removed)) if edits else None
