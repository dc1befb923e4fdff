"""Uploads the bytes of a listing in parts, only those that the portal doesn't have."""

import hashlib

from tilekit.commands.submit.replies import UploadReply
from tilekit.commands.submit.session import Session
from tilekit.commands.terminal import ProgressLine

_COMPLETE = "complete"


def upload(session: Session, name: str, data: bytes) -> str:
    """The ID of a completed upload with these bytes. Parts that arrived earlier are not sent again."""
    body = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    response, call = session.call_once("POST", "/uploads", body)
    started = session.portal.read(response, UploadReply)
    # The response may be an hour old, so the parts that have arrived since are looked up.
    upload_reply = session.portal.get(f"/uploads/{started.id}", UploadReply) if started.parts > 1 else started
    if upload_reply.state != _COMPLETE:
        _send_parts(session, upload_reply, data)
        session.portal.call("POST", f"/uploads/{upload_reply.id}/complete")
    session.state.forget_key(call)
    return upload_reply.id


def _send_parts(session: Session, upload: UploadReply, data: bytes) -> None:
    missing = [number for number in range(1, upload.parts + 1) if number not in set(upload.received)]
    progress = ProgressLine(len(missing))
    for done, number in enumerate(missing):
        progress.at(done, str(number))
        part = data[(number - 1) * upload.part_size : number * upload.part_size]
        session.portal.call("PUT", f"/uploads/{upload.id}/parts/{number}", part)
    progress.clear()
