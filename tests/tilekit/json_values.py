"""Any JSON value, as a lenient document may contain it."""

from hypothesis import strategies as st

from tilekit.core.field import Json

STORABLE_SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.text(max_size=12) | st.text(alphabet=st.characters(), max_size=6)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
JSON: st.SearchStrategy[Json] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "name", "sha256", "size", "id", "version", "image"]) | TEXTS, inner, max_size=4
        )
    ),
    max_leaves=8,
)
