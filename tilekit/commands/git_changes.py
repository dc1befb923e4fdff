"""`--changed-only`: which listings differ from a commit.

Git only reads objects here. We hash the files of the working folder ourselves, because `git diff` and `git status`
would run programs that a hostile repository configures: filters, text converters, a file system monitor, hooks.
"""

import hashlib
import os
import subprocess
from functools import cache
from pathlib import Path

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.inputs import read_input
from tilekit.core.messages import N_
from tilekit.scaffold.paths import is_skipped

_MAIN_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_GIT_SECONDS = 120
# The user's configuration applies (safe.directory), but programs that the repository configures are disabled.
_SWITCHES = ("--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs")
_CONFIG = {"core.fsmonitor": "false", "core.hooksPath": os.devnull, "safe.bareRepository": "explicit"}
# No transports, because a partial clone would fetch missing objects with the commands that it configures.
_ENVIRONMENT = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}

# Variables that Git sets for hooks. They would make Git use another repository than that of the listing.
_OF_HOOKS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})


def has_changed(path: str, base: str) -> bool:
    """Whether the listing differs from the base: by commits since the merge base, or by uncommitted changes.

    base is a commit, branch or tag; "" for the main branch. Raises UsageError outside a repository.
    """
    place = Path(path)
    folder = str(place.resolve() if place.is_dir() else place.resolve().parent)
    commit = _commit_of(folder, base)
    listed = _tree(folder, commit)
    source = read_input(path)
    is_sha256 = any(len(digest) == 64 for digest in listed.values())
    if source.files is None:
        return listed.get(place.resolve().name) != _blob(source.archive or b"", is_sha256=is_sha256)
    now = {name: _blob(source.files[name], is_sha256=is_sha256) for name in source.files}
    now |= {link: _blob(os.fsencode((place / link).readlink()), is_sha256=is_sha256) for link in source.files.links}
    return now != {name: digest for name, digest in listed.items() if not is_skipped(name)}


@cache
def _commit_of(folder: str, base: str) -> str:
    """The merge base of HEAD and the base; the base itself if a shallow clone doesn't contain it."""
    if _git(folder, "rev-parse", "--is-inside-work-tree").strip() != b"true":
        text = N_("{path} is not in a git repository that git trusts, so --changed-only cannot work.")
        raise UsageError.of(text, path=folder)
    names = (base,) if base else _MAIN_BRANCHES
    commit_id = next((commit for name in names if (commit := _resolve_commit(folder, name))), "")
    if not commit_id and base:
        raise UsageError.of(N_("git can't find the commit {name}. Fetch it, or choose another with --base."), name=base)
    if not commit_id:
        raise UsageError.of(N_("There is no main branch to compare with. Use --base to choose a commit or branch."))
    return _git(folder, "merge-base", commit_id, "HEAD").decode().strip() or commit_id


def _resolve_commit(folder: str, name: str) -> str:
    revision = f"{name}^{{commit}}"
    return _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision).decode().strip()


def _tree(folder: str, commit: str) -> dict[str, str]:
    """Path below the folder -> id of its blob in the commit."""
    listed = _git(folder, "ls-tree", "-r", "-z", commit)
    blobs = {}
    for line in listed.split(b"\0")[:-1]:
        facts, _, name = line.partition(b"\t")
        blobs[os.fsdecode(name)] = facts.split()[2].decode()
    return blobs


def _blob(data: bytes, *, is_sha256: bool) -> str:
    """The ID that Git gives to a file with this content."""
    digest = hashlib.sha256() if is_sha256 else hashlib.sha1(usedforsecurity=False)
    digest.update(f"blob {len(data)}\0".encode() + data)
    return digest.hexdigest()


def _git(folder: str, *arguments: str) -> bytes:
    """The output of git; b"" if it fails. Raises UsageError if git is not installed."""
    environ = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    settings = [word for name, value in _CONFIG.items() for word in ("-c", f"{name}={value}")]
    try:
        done = subprocess.run(  # a fixed program; names follow --end-of-options
            ["git", *_SWITCHES, *settings, "-C", folder, *arguments],  # the user's own git
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**environ, **_ENVIRONMENT},
            timeout=_GIT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise UsageError.of(N_("--changed-only needs git, which is not installed.")) from error
    except subprocess.TimeoutExpired as error:
        raise UsageError.of(N_("git did not respond within {n} seconds."), n=_GIT_SECONDS) from error
    return done.stdout if done.returncode == 0 else b""
