"""English titles of columns as people speak: what they mean, what they may mean as well, and what says nothing."""

from __future__ import annotations

import pytest

from buybook.schema import FIELDS
from buybook.vocabulary import all_words
from buybook.workbook.recognise.titles import EXACT, Lexicon

LEXICON = Lexicon(all_words(), FIELDS, {})
SPOKEN = {
    "description": ["What is it?", "What to order", "Goods / service", "Product (or equal)"],
    "supplier": ["Who from", "Off who", "Usual place", "Buy it from", "Going with"],
    "buyer": ["Asked by", "Who ordered it", "Focal pt", "Requisnr."],
    "supplier_contact": ["Ask for", "Speak to", "Our rep"],
    "quantity": ["How many needed", "Q'ty planned", "Per PCB", "No. off"],
    "quantity_received": ["How many arrived", "Boxes rec'd", "Qty in UnE"],
    "quantity_outstanding": ["Still to be delivered (qty)", "Left to come", "Bal. o/s"],
    "quantity_rejected": ["Duff", "No. duff", "Pcs NOK"],
    "requested_date": ["Need it", "On site by", "Must arrive by", "Req'd on site"],
    "expected_date": ["When is it due", "Should be here by", "E.T.A."],
    "promised_date": ["They promised", "Slipped to", "Conf'd del. date"],
    "received_date": ["When did it come", "Date in", "Booked-in date"],
    "lead_time": ["Here in", "How long to come", "Usual days to arrive"],
    "quote_valid_until": ["Held until", "Price good till", "Bid validity"],
    "unit_price": ["£ per item", "Net £ per pack", "Doc unit cost"],
    "purchase_price": ["£ last time", "Trade £", "What it costs us"],
    "line_amount": ["Comes to", "Line $", "Qty x price", "£ p.a."],
    "total": ["To pay £", "Total incl. VAT"],
    "reorder_quantity": ["To get", "Buy for run"],
    "stock_on_hand": ["No. left", "How many have we got"],
    "certificate": ["Certs req'd", "C of C"],
    "nonconformance": ["NCR", "SCAR no."],
    "category": ["What we buy", "Commodity type"],
}
OF_PARTS = {
    "Tins ordered": "quantity_ordered",
    "When needed": "requested_date",
    "Acked delivery date": "promised_date",
    "Distributor item #": "supplier_item_number",
    "Qtys outst.": "quantity_outstanding",
    "GRN date": "received_date",
    "Price before tax": "price_excl_vat",
}
DOUBTFUL = {
    "Who": {"buyer", "supplier_contact"},
    "Store": {"warehouse", "supplier"},
    "Site": {"warehouse", "delivery_address", "project"},
    "Left": {"quantity_outstanding", "stock_on_hand"},
    "Turned up": {"quantity_received", "received_date"},
    "Grade": {"supplier_score", "specification"},
    "Class": {"abc_class", "category"},
    "Per": {"price_per", "unit"},
    "Size": {"specification", "pack_size"},
    "Price break": {"quantity_break", "unit_price"},
    "Min. order": {"moq", "minimum_order_value"},
    "Required by": {"requested_date", "buyer"},
}
SAYS_NOTHING = ["By", "Signed", "Opened", "Band", "MAC", "Doc", "In", "Ingredients"]


@pytest.mark.parametrize(("field", "titles"), SPOKEN.items(), ids=SPOKEN)
def test_a_title_as_people_speak_is_listed(field: str, titles: list[str]) -> None:
    assert [title for title in titles if field not in LEXICON.matches(title)] == []


@pytest.mark.parametrize(("title", "field"), OF_PARTS.items(), ids=OF_PARTS)
def test_a_title_is_made_of_parts(title: str, field: str) -> None:
    matches = LEXICON.matches(title)
    assert max(matches, key=lambda each: matches[each].score) == field


@pytest.mark.parametrize(("title", "fields"), DOUBTFUL.items(), ids=DOUBTFUL)
def test_a_word_of_several_meanings_has_them_all(title: str, fields: set[str]) -> None:
    assert fields <= set(LEXICON.matches(title))


@pytest.mark.parametrize("title", SAYS_NOTHING)
def test_a_word_that_could_be_anything_is_not_listed(title: str) -> None:
    listed = {field for field, match in LEXICON.matches(title).items() if match.score >= EXACT}
    assert listed == set()
