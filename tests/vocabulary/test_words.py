"""The words of the three languages: all there, with the same keys and the same placeholders."""

from __future__ import annotations

import string

import pytest

from buybook.schema import FIELDS
from buybook.vocabulary import LANGUAGES, all_words, words

ENGLISH = words("en")
OTHERS = [words(language) for language in LANGUAGES if language != "en"]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("each", all_words(), ids=lambda each: each.language)
def test_every_field_has_words(each) -> None:
    assert [field for field in FIELDS if not each.aliases(field)] == []


@pytest.mark.parametrize("each", all_words(), ids=lambda each: each.language)
def test_no_alias_keeps_its_mark(each) -> None:
    for field in FIELDS:
        aliases = each.aliases(field)
        assert not any("*" in alias for alias in aliases)
        assert len(set(aliases)) == len(aliases), field


@pytest.mark.parametrize("each", all_words(), ids=lambda each: each.language)
def test_further_titles_are_of_fields_that_there_are(each) -> None:
    assert set(each._fields) <= set(FIELDS)
    assert each.title("buyer") != each.aliases("buyer")[-1], "the usual titles come first"


@pytest.mark.parametrize("other", OTHERS, ids=lambda each: each.language)
def test_languages_have_the_same_keys(other) -> None:
    assert set(other.states) == set(ENGLISH.states)
    assert set(other.messages) == set(ENGLISH.messages)
    for prefix in ("concept", "kind", "unit", "currency"):
        assert set(other.phrase_names(prefix)) == set(ENGLISH.phrase_names(prefix))
    assert other.label_keys == ENGLISH.label_keys


@pytest.mark.parametrize("other", OTHERS, ids=lambda each: each.language)
def test_languages_have_the_same_placeholders(other) -> None:
    for code, message in ENGLISH.messages.items():
        assert placeholders(other.messages[code].text) == placeholders(message.text), code
        assert placeholders(other.messages[code].remedy) == placeholders(message.remedy), code
    for key in ENGLISH.label_keys:
        assert placeholders(other.label(key)) == placeholders(ENGLISH.label(key)), key


def test_titles_of_our_columns_and_sheets() -> None:
    for each in all_words():
        assert all(title.endswith(" (Buybook)") for title in each.labels("column").values())
        assert all(name.startswith("Buybook ") for name in each.labels("sheet").values())
        assert all(
            len(name) <= 31 for name in [*each.labels("sheet").values(), *each.labels("list").values()]
        )


def test_messages_are_filled() -> None:
    values = {"sheet": "Orders"}
    assert '"Orders"' in ENGLISH.text("settings_sheet_not_found", values)
    assert ENGLISH.remedy("settings_sheet_not_found", values)


def test_words_that_yaml_would_take_for_values_stay_words() -> None:
    assert (words("en").no, words("sv").no, words("nl").no) == ("No", "Nej", "Nee")


def test_a_language_is_read_once() -> None:
    assert words("sv") is words("sv")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'de'"):
        words("de")


@pytest.mark.parametrize("each", all_words(), ids=lambda each: each.language)
def test_a_field_without_aliases_has_a_title_too(each) -> None:
    assert each.title("due_date") == each.label("column.due_date")
    assert each.title("no_such_field") == "no such field"


@pytest.mark.parametrize(
    ("language", "state", "alias"),
    [("en", "cancelled", "Canceled"), ("sv", "cancelled", "Avbokad"), ("nl", "cancelled", "Gecanceld"),
     ("en", "partially_received", "Part delivered"), ("sv", "partially_received", "Delvis levererad"),
     ("nl", "partially_received", "Gedeeltelijk geleverd")],
)  # fmt: skip
def test_states_in_other_spellings(language: str, state: str, alias: str) -> None:
    assert alias in words(language).state_aliases(state)
