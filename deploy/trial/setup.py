"""Creates what the trial of docker-compose.yml needs: random keys in the data folder, and the bucket.

`python -m deploy.trial.setup` runs before `prepare`. What exists stays.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from portal.connections import storage_settings
from portal.environment import read_environment

_KEY_BYTES = 48
_EXISTS = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


def create_keys(source: Mapping[str, str]) -> None:
    """Write a random key to each file that a variable names and that doesn't exist."""
    for path in (Path(source[name]) for name in ("SECRET_KEY_FILE", "ENCRYPTION_KEYS_FILE")):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.write_text(secrets.token_urlsafe(_KEY_BYTES) + "\n")
            draft.chmod(0o400)
            draft.rename(path)


def create_bucket(source: Mapping[str, str]) -> None:
    """Create the bucket of STORAGE_URL."""
    options = storage_settings(read_environment(source))["OPTIONS"]
    client = boto3.client(
        "s3",
        endpoint_url=options["endpoint_url"],
        region_name=options["region_name"],
        aws_access_key_id=options["access_key"],
        aws_secret_access_key=options["secret_key"],
    )
    try:
        client.create_bucket(Bucket=options["bucket_name"])
    except ClientError as fault:
        if fault.response["Error"]["Code"] not in _EXISTS:
            raise


if __name__ == "__main__":
    create_keys(os.environ)
    create_bucket(os.environ)
