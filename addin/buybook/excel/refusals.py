"""What cannot be done on this machine, told to whoever asked for it."""

from __future__ import annotations

from buybook.vocabulary import Words


class RefusedError(Exception):
    """Something was refused, and nothing of it was done; the words for `code` say why and what to do."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def sentence(self, words: Words) -> str:
        """Give the reason and the remedy."""
        return f"{words.text(self.code, self.values)} {words.remedy(self.code, self.values)}"
