from tilekit.core.field import Json
from tilekit.sections.configuration import Configuration
from tilekit.sections.field_permissions import permitted_value
from tilekit.sections.overview import Overview

STORED: Json = [{"key": "a", "media_type": "video", "caption": "Tour", "vimeo_id": 123456789}]
SENT: Json = [
    {"key": "a", "media_type": "video", "caption": "A tour", "vimeo_id": 1},
    {"key": "b", "media_type": "video", "vimeo_id": 2},
]


def test_read_only_field_stays_as_stored() -> None:
    assert permitted_value(Overview.vendor_id, "mine", "acme", is_staff=True) == "acme"


def test_staff_field_is_theirs() -> None:
    state = Configuration.exception_state

    assert permitted_value(state, "granted", "none", is_staff=False) == "none"
    assert permitted_value(state, "granted", "none", is_staff=True) == "granted"


def test_staff_field_of_a_row_stays_as_stored() -> None:
    assert permitted_value(Overview.media, SENT, STORED, is_staff=False) == [
        {"key": "a", "media_type": "video", "caption": "A tour", "vimeo_id": 123456789},
        {"key": "b", "media_type": "video"},
    ]


def test_staff_may_fill_in_their_field_of_a_row() -> None:
    assert permitted_value(Overview.media, SENT, STORED, is_staff=True) == SENT


def test_other_fields_are_stored_as_sent() -> None:
    assert permitted_value(Overview.media, "no rows", STORED, is_staff=False) == "no rows"
    assert permitted_value(Overview.title, "Acme", "", is_staff=False) == "Acme"
