"""What each check is about, in an example of wrong and one of right."""

from tilekit.lists import rows


def example_of(code: str) -> tuple[str, str]:
    """What a check is about, wrong and right, as partners write it; empty for the checks that speak of any field."""
    found = next((row for row in rows("check_examples.csv") if row["code"] == code), None)
    return (found["bad"], found["good"]) if found else ("", "")
