"""Keys of tags whose values differ for each request, message or person."""

import re

UNIQUE_KEY = re.compile(
    r"(?:^|[_.-])(?:(?:request|req|trace|span|session|transaction|txn|correlation|message|msg|invocation|execution"
    r"|query|call|order|invoice|user_session)_?id|uuid|guid|timestamp|epoch|email|error_message|stack_?trace)$",
    re.IGNORECASE,
)
