from django.utils import translation

from listings.queries.timeline import timeline_titles
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState


def test_event_and_state_have_texts_of_their_own() -> None:
    """English has one text for both. Japanese has "request" for the event and "is requested" for the state."""
    with translation.override("ja"):
        titles = {str(title) for title in timeline_titles().values()}
        assert not titles & {str(label) for label in (*RevisionState.labels, *Availability.labels)}
