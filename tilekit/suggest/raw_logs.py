"""Splits a text into logs: one per line, or one for several lines that belong together."""

import json
import re
from collections.abc import Sequence

from tilekit.pipeline.json_text import object_in
from tilekit.suggest.date_formats import begins_with_date, is_java_header
from tilekit.suggest.file_columns import is_no_log

# A file in which one line in this many begins with a date has a log for each of them.
_MOST_LINES_OF_A_DATE = 20
_BETWEEN_DOCUMENTS = re.compile(r"[ \t\r\n,]*")
_CONTINUED = re.compile(r"\s+\S|(?:[\w$]+\.)+\w*(?:Exception|Error|Throwable)\b|Caused by: |Traceback \(")
_LEVEL_OF_JAVA = re.compile(r"[A-Z]{4,7}: ")
# The lines with which Python ends a traceback or begins the next one.
_AFTER_TRACEBACK = re.compile(r"[\w.]+(?:: |$)|During handling of the above |The above exception was ")
# The start of a log that has no date at its beginning.
_OTHER_LOG = re.compile(r"[A-Z]{4,11}\b|\S+ \S+ \S+ \[|CEF:|LEEF:|[\w.-]+=\S+ [\w.-]+=")


def logs_in(text: str) -> list[str]:
    """The logs in a text. Indented lines and those of stack traces continue the log before them. If logs begin with
    dates, so do other lines. The lines that name the columns of a file are left out.
    """
    text = text.removeprefix("\ufeff")
    if documents := _documents(text):
        return documents
    describes_file = is_no_log(text)
    lines = [line for line in text.splitlines() if line.strip() and not describes_file(line)]
    is_dated, logs = _is_dated(lines), list[str]()
    for line in lines:
        if logs and object_in(logs[-1]) is None and _continues(line, logs[-1], is_dated=is_dated):
            logs[-1] += f"\n{line.rstrip()}"
        else:
            logs.append(line.strip())
    return logs


def _documents(text: str) -> list[str]:
    """The objects of a text that is a list of objects, or objects over several lines; none for another text."""
    decoder, values, at = json.JSONDecoder(), list[object](), 0
    if text[:1] not in ("{", "[") or object_in(text.partition("\n")[0]) is not None:
        return []
    try:
        while at < len(text):
            value, end = decoder.raw_decode(text, at)
            values.append(value)
            match = _BETWEEN_DOCUMENTS.match(text, end)
            at = match.end() if match else end
    except (ValueError, RecursionError):
        return []
    objects = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    is_usable = all(isinstance(value, dict) for value in objects)
    return [json.dumps(value, ensure_ascii=False) for value in objects] if is_usable else []


def _is_dated(lines: Sequence[str]) -> bool:
    """Whether the logs begin with dates: the first line, and enough others."""
    dated = sum(map(begins_with_date, lines))
    return dated > 1 and dated * _MOST_LINES_OF_A_DATE >= len(lines) and begins_with_date(lines[0])


def _continues(line: str, log: str, *, is_dated: bool) -> bool:
    """Whether the line continues the log before it."""
    if _CONTINUED.match(line) or (is_java_header(log) and _LEVEL_OF_JAVA.match(line)):
        return True
    if "Traceback (" in log and _AFTER_TRACEBACK.match(line) and not begins_with_date(line):
        return True
    return is_dated and not begins_with_date(line) and not _OTHER_LOG.match(line) and object_in(line) is None
