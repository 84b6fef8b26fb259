"""What a function in a cell is told from outside: the language, the day, the buyer's decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field

from buybook.frozen import frozen
from buybook.registry import Default
from buybook.settings import Settings
from buybook.vocabulary import Words, words

COUNTRIES: Mapping[str, str] = {"sv": "SE", "nl": "NL", "en": "GB"}  # where the settings name none


@frozen
class Surroundings:
    """The language of answers, the day it is, and the settings."""

    language: str
    today: dt.date
    settings: Settings = field(default_factory=Settings)

    @property
    def words(self) -> Words:
        """The words of the language."""
        return words(self.language)

    @property
    def country(self) -> str:
        """The country whose working days count where a call names none."""
        return COUNTRIES[self.language] if self.settings.country == "auto" else self.settings.country

    def default(self, which: Default) -> object:
        """Give a default that is only known when the function is called."""
        return self.today if which is Default.TODAY else self.country
