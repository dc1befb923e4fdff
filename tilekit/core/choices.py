"""Fields whose values come from a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Unpack

from tilekit.core.field import Choice, Field, Json, Options, StringField, Unrepresentable
from tilekit.core.messages import render

OptionSource = Sequence[Choice] | Callable[[], Sequence[Choice]]


class _WithOptions:
    """A field with options: a sequence, or a function that reads them on first use."""

    _source: OptionSource

    @cached_property
    def options(self) -> tuple[Choice, ...]:
        return tuple(self._source() if callable(self._source) else self._source)

    @cached_property
    def option_values(self) -> frozenset[str]:
        return frozenset(option.value for option in self.options)

    def labels_in(self, language: str) -> dict[str, str]:
        """{value: label of the option in the language}."""
        return {
            option.value: option.label if option.is_name else render(option.label, language) for option in self.options
        }

    def values_in(self, example: str) -> list[str]:
        """The values of the options that an example lists: their values, or their labels up to the colon."""
        values = {option.label.partition(":")[0]: option.value for option in self.options}
        names = [example] if example in values else example.split(", ")
        return [values.get(name, name) for name in names]


class ChoiceField(_WithOptions, StringField):
    """A field for one of the options. shows_codes: people know the options by their values, too."""

    kind = "choice"

    def __init__(
        self, label: str, *, options: OptionSource, shows_codes: bool = False, **rest: Unpack[Options]
    ) -> None:
        super().__init__(label, **rest)
        self._source, self.shows_codes = options, shows_codes

    def example_value(self) -> Json:
        return self.values_in(self.example)[0] if self.example else None

    def schema(self) -> dict[str, object]:
        return {"type": "string", "enum": ["", *(option.value for option in self.options)]}


class Choices(_WithOptions, Field[list[str]]):
    """A field for any number of the options. Without options, any text is an item (a list of names).

    pattern must match each item; item_max_length is in characters.
    """

    kind = "choices"

    def __init__(
        self,
        label: str,
        *,
        options: OptionSource = (),
        min_items: int = 0,
        max_items: int | None = None,
        pattern: str = "",
        item_max_length: int | None = None,
        **rest: Unpack[Options],
    ) -> None:
        super().__init__(label, **rest)
        self._source, self.min_items, self.max_items = options, min_items, max_items
        self.pattern, self.item_max_length = pattern, item_max_length

    def is_well_formed(self, item: str) -> bool:
        return not self.pattern or re.fullmatch(self.pattern, item) is not None

    @property
    def is_open(self) -> bool:
        """Whether any text is an item. Does not read the options."""
        return not callable(self._source) and not self._source

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None or raw == "":
            return []
        if isinstance(raw, str):
            return [raw]
        is_texts = isinstance(raw, list) and all(isinstance(item, str) for item in raw)
        return raw if is_texts else Unrepresentable(raw)

    def value_of(self, stored: Json) -> list[str]:
        return [item for item in stored if isinstance(item, str)] if isinstance(stored, list) else []

    def example_value(self) -> Json:
        if self.is_open or not self.example:
            return super().example_value()
        return [*self.values_in(self.example)]

    def schema(self) -> dict[str, object]:
        items: dict[str, object] = {"type": "string"}
        if not self.is_open:
            items["enum"] = [option.value for option in self.options]
        return {"type": "array", "items": items}
