"""Amounts of money: what a person types, and how an amount is said back."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from unions.amounts import (
    BILLION,
    LARGEST,
    MILLION,
    figures,
    in_words,
    parse_vnd,
    short,
)

amounts = st.integers(min_value=0, max_value=LARGEST)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", 0),
        ("16000000", 16_000_000),
        ("16.000.000.000", 16 * BILLION),
        ("16,000,000", 16_000_000),
        ("16 000 000", 16_000_000),
        ("16\u00a0000\u00a0000", 16_000_000),
        ("150.000", 150_000),
        ("1.500.000,00", 1_500_000),
        ("16 tỷ", 16 * BILLION),
        ("16tỷ", 16 * BILLION),
        ("16 tỉ đồng", 16 * BILLION),
        ("16 TỶ", 16 * BILLION),
        ("16 ty\u0309", 16 * BILLION),
        ("16 ty", 16 * BILLION),
        ("1,5 triệu", 1_500_000),
        ("1.5 triệu", 1_500_000),
        ("1.500 triệu", 1_500 * MILLION),
        ("1.500,5 triệu", 1_500_500_000),
        ("1,500,000 triệu", 1_500_000 * MILLION),
        ("0,125 tỷ", 125 * MILLION),
        ("1 tỷ rưỡi", 1_500_000_000),
        ("2 tỷ 500 triệu", 2_500_000_000),
        ("2 tỷ, 500 triệu, 300 nghìn", 2_500_300_000),
        ("33 nghìn tỷ", 33_000 * BILLION),
        ("33.005 tỷ đồng", 33_005 * BILLION),
        ("150tr", 150 * MILLION),
        ("500k", 500_000),
        ("16 billion VND", 16 * BILLION),
        ("  1.234.567 đ ", 1_234_567),
        ("9.223.372.036.854.775.807", LARGEST),
    ],
)
def test_reads_what_a_person_types(typed: str, amount: int) -> None:
    assert parse_vnd(typed) == amount


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "unreadable"),
        ("đồng", "unreadable"),
        ("nhiều lắm", "unreadable"),
        ("16 tỷ 5", "unreadable"),
        ("1tr5", "unreadable"),
        ("5 triệu 2 tỷ", "unreadable"),
        ("2 tỷ 3 tỷ", "unreadable"),
        ("1.50.000", "unreadable"),
        ("1..5 tỷ", "unreadable"),
        ("1.500.5 triệu", "unreadable"),
        ("16 trăm", "unreadable"),
        ("1e9", "unreadable"),
        ("$100", "unreadable"),
        ("1,500 triệu", "ambiguous"),
        ("1500.000", "ambiguous"),
        ("12,345", "ambiguous"),
        ("150,000 đ", "ambiguous"),
        ("-16 tỷ", "negative"),
        ("−5", "negative"),
        ("1,5", "fraction"),
        ("1,5555 nghìn", "fraction"),
        ("9.223.372.036.854.775.808", "too_large"),
        ("10000000000 tỷ", "too_large"),
    ],
)
def test_refuses_in_words(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        parse_vnd(typed)
    assert refusal.value.code == code
    assert refusal.value.messages[0]


@given(amounts)
def test_figures_are_read_back(amount: int) -> None:
    assert parse_vnd(figures(amount)) == amount
    assert parse_vnd(f"{figures(amount)} đ") == amount
    assert parse_vnd(str(amount)) == amount


@given(st.integers(min_value=0, max_value=99_999_999))
def test_short_form_is_read_back_when_nothing_is_rounded(hundredths: int) -> None:
    amount = hundredths * MILLION // 100 if hundredths < 10_000 else hundredths * MILLION
    if amount < 100 * MILLION or amount % BILLION == 0:
        assert parse_vnd(short(amount, "vi").removesuffix(" đồng")) == amount


@pytest.mark.parametrize(
    ("amount", "vietnamese", "english"),
    [
        (0, "0 đồng", "0 VND"),
        (999_999, "999.999 đồng", "999.999 VND"),
        (1_500_000, "1,5 triệu đồng", "1,5 million VND"),
        (150 * MILLION, "150 triệu đồng", "150 million VND"),
        (123_456_789, "123,5 triệu đồng", "123,5 million VND"),
        (999_940_000, "999,9 triệu đồng", "999,9 million VND"),
        (999_999_999, "1 tỷ đồng", "1 billion VND"),
        (1_550_000_000, "1,55 tỷ đồng", "1,55 billion VND"),
        (16 * BILLION, "16 tỷ đồng", "16 billion VND"),
        (33_005_400_000_000, "33.005 tỷ đồng", "33.005 billion VND"),
        (-16 * BILLION, "−16 tỷ đồng", "−16 billion VND"),
    ],
)
def test_short_form(amount: int, vietnamese: str, english: str) -> None:
    assert short(amount, "vi") == vietnamese
    assert short(amount, "en") == english


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không đồng"),
        (15, "mười lăm đồng"),
        (21, "hai mươi mốt đồng"),
        (105, "một trăm lẻ năm đồng"),
        (1_005, "một nghìn không trăm lẻ năm đồng"),
        (1_010, "một nghìn không trăm mười đồng"),
        (1_005_000, "một triệu không trăm lẻ năm nghìn đồng"),
        (1_000_001, "một triệu không trăm lẻ một đồng"),
        (150 * MILLION, "một trăm năm mươi triệu đồng"),
        (2_500_000_000, "hai tỷ năm trăm triệu đồng"),
        (16 * BILLION, "mười sáu tỷ đồng"),
        (33_005 * BILLION, "ba mươi ba nghìn không trăm lẻ năm tỷ đồng"),
        (10**18, "một tỷ tỷ đồng"),
    ],
)
def test_words_in_vietnamese(amount: int, words: str) -> None:
    assert in_words(amount, "vi") == words


def test_words_in_english() -> None:
    assert in_words(16 * BILLION, "en") == "sixteen billion dong"


@given(amounts)
def test_words_keep_every_digit(amount: int) -> None:
    assert _value(in_words(amount, "vi").removesuffix(" đồng")) == amount


DIGITS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
}
DIGITS |= {"tám": 8, "chín": 9}


def _value(words: str) -> int:
    """Reads Vietnamese number words by the grammar of the language, for comparison."""
    if " tỷ" in words:
        billions, _unit, rest = words.rpartition(" tỷ")
        return _value(billions) * BILLION + (_value(rest.strip()) if rest.strip() else 0)
    total, group = 0, 0
    for word in words.split():
        match word:
            case "triệu" | "nghìn":
                total, group = total + group * (MILLION if word == "triệu" else 1000), 0
            case "trăm":
                group *= 100
            case "mươi":
                group = group // 100 * 100 + group % 10 * 10
            case "mười":
                group += 10
            case "lẻ":
                continue
            case _:
                group += DIGITS[word]
    return total + group
