"""Recognises folders on file systems that several machines can mount."""

from pathlib import Path

_MOUNT_TABLE = Path("/proc/self/mountinfo")  # only on Linux
_SHARED_FILE_SYSTEMS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "ceph",
    "lustre",
    "ocfs2",
    "gfs2",
    "fuse.ceph",
    "fuse.glusterfs",
    "fuse.sshfs",
}


def is_shared_folder(folder: Path) -> bool:
    """Whether other machines may mount the file system of this folder. The folder need not exist."""
    if not _MOUNT_TABLE.exists():
        return False
    # The lines are documented in proc(5): the fifth field is the mount point, the type follows the separator.
    mounts = [line.split(" - ") for line in _MOUNT_TABLE.read_text().splitlines()]
    types = {Path(left.split()[4].replace("\\040", " ")): right.split()[0] for left, right in mounts}
    return next((types[path] for path in (folder, *folder.parents) if path in types), "") in _SHARED_FILE_SYSTEMS
