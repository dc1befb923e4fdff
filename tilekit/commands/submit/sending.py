"""The bytes of a listing go to the portal: only those that it does not have, in parts."""

import hashlib

from tilekit.commands.submit.bodies import Upload
from tilekit.commands.submit.session import Session
from tilekit.commands.terminal import Progress

_COMPLETE = "complete"


def upload(session: Session, name: str, data: bytes) -> str:
    """The ID of a completed upload with these bytes; parts that arrived before are not sent again."""
    body = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    answer, call = session.once("POST", "/uploads", body)
    begun = session.portal.read(answer, Upload)
    # The answer may be an hour old: what has arrived since is asked for.
    found = session.portal.get(f"/uploads/{begun.id}", Upload) if begun.parts > 1 else begun
    if found.state != _COMPLETE:
        _send_parts(session, found, data)
        session.portal.call("POST", f"/uploads/{found.id}/complete")
    session.state.answered(call)
    return found.id


def _send_parts(session: Session, found: Upload, data: bytes) -> None:
    missing = [number for number in range(1, found.parts + 1) if number not in set(found.received)]
    progress = Progress(len(missing))
    for done, number in enumerate(missing):
        progress.at(done, str(number))
        part = data[(number - 1) * found.part_size : number * found.part_size]
        session.portal.call("PUT", f"/uploads/{found.id}/parts/{number}", part)
    progress.clear()
