"""A wrong and a right example for each check."""

from tilekit.platform_lists import rows


def check_example(code: str) -> tuple[str, str]:
    """The wrong and the right example of a check, as partners write them; empty for checks that apply to any field."""
    found = next((row for row in rows("check_examples.csv") if row["code"] == code), None)
    return (found["bad"], found["good"]) if found else ("", "")
