"""Amounts of money in whole VND: read what a person types, say an amount in figures, in short and in words."""

import re
import unicodedata
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from num2words import num2words

LARGEST = 2**63 - 1  # what the database's bigint holds

MILLION = 10**6
BILLION = 10**9
UNITS = {
    10**12: (
        "nghìn tỷ",
        "nghìn tỉ",
        "ngàn tỷ",
        "ngàn tỉ",
        "nghin ty",
        "ngan ty",
        "trillion",
    ),
    BILLION: ("tỷ", "tỉ", "ty", "ti", "billion", "bn"),
    MILLION: ("triệu", "trieu", "tr", "million"),
    1000: ("nghìn", "ngàn", "nghin", "ngan", "thousand", "k"),
}
SCALES = {word: scale for scale, words in UNITS.items() for word in words}
UNIT_WORDS = "|".join(sorted(SCALES, key=len, reverse=True))
CURRENCY = re.compile(r"\s*(đồng|dong|vnđ|vnd|đ|₫)$")
PART = re.compile(rf"(?P<number>\d(?:[\d., ]*\d)?)\s*(?P<unit>{UNIT_WORDS})(?!\w)\s*(?P<half>rưỡi|ruoi)?[\s,]*")
FIGURES = re.compile(r"\d(?:[\d., ]*\d)?")
GROUPED = re.compile(r"\d{1,3}(?P<mark>[., ])\d{3}(?:(?P=mark)\d{3})*")
ONE_COMMA = re.compile(r"\d{1,3},\d{3}")
FRACTION = re.compile(r"(?P<whole>\d+|\d{1,3}(?P<mark>[., ])\d{3}(?:(?P=mark)\d{3})*)(?P<point>[.,])(?P<fraction>\d+)")


def parse_vnd(text: str) -> int:
    """The amount in VND that a person typed: “16 tỷ”, “1,5 triệu”, “2 tỷ 500 triệu”, “16.000.000.000”.

    Raises ValidationError, in words for the person, for what is negative, has a fraction of a VND, exceeds 64 bits,
    or can be read in two ways: “1,500 triệu” is 1,5 million to one reader and 1.500 million to another,
    and “12,345” is 12.345 VND or 12,345 million.
    """
    typed = " ".join(unicodedata.normalize("NFC", text).lower().split())
    typed = CURRENCY.sub("", typed)
    if typed.startswith(("-", "−")):
        raise ValidationError(_("An amount cannot be negative."), code="negative")
    amount = _figures(typed) if FIGURES.fullmatch(typed) else _parts(typed)
    if amount != amount.to_integral_value():
        raise ValidationError(_("An amount is in whole VND, without a fraction."), code="fraction")
    if amount > LARGEST:
        raise ValidationError(_("This amount is too large."), code="too_large")
    return int(amount)


def rounded(number: int, base: int) -> int:
    """The whole number nearest to a quotient of 0 or more; a half is rounded up."""
    return (2 * number + base) // (2 * base)


def figures(amount: int) -> str:
    """16000000000 as “16.000.000.000”, in both languages."""
    return f"{amount:,}".replace(",", ".").replace("-", "−")


def short(amount: int, language: str) -> str:
    """16000000000 VND as “16 tỷ đồng” or “16 billion VND”; below a million every figure is shown.

    At most two decimals, one from a hundred up and none from a thousand up, so what is shown may be rounded.
    """
    size, sign = abs(amount), "−" if amount < 0 else ""
    billions, millions = _rounded(size, BILLION), _rounded(size, MILLION)
    vietnamese = language.startswith("vi")
    if billions >= 1 and millions >= 1000:
        return sign + _decimal_figures(billions) + (" tỷ đồng" if vietnamese else " billion VND")
    if size >= MILLION:
        return sign + _decimal_figures(millions) + (" triệu đồng" if vietnamese else " million VND")
    return sign + figures(size) + (" đồng" if vietnamese else " VND")


def in_words(amount: int, language: str) -> str:
    """An amount of 0 or more VND in words, to be read back: “mười sáu tỷ đồng”, “sixteen billion dong”."""
    if language.startswith("vi"):
        return f"{_vietnamese(amount)} đồng"
    return f"{_spelt(amount, 'en')} dong"


def _parts(typed: str) -> Decimal:
    """The sum of parts with falling units, as in “2 tỷ 500 triệu”; each part names its unit."""
    amount, smallest, at = Decimal(0), 10**15, 0
    while at < len(typed) or at == 0:
        part = PART.match(typed, at)
        scale = SCALES[part["unit"]] if part else 0
        if part is None or scale >= smallest:
            raise _unreadable()
        amount += _decimal(part["number"]) * scale + (Decimal(scale) / 2 if part["half"] else 0)
        smallest, at = scale, part.end()
    return amount


def _figures(typed: str) -> Decimal:
    """An amount without a unit: groups of three digits after one mark are thousands, for a VND has no fraction.

    Not so after a single comma: who types “1,5 tỷ” may mean 12,345 of something that was left out.
    """
    if ONE_COMMA.fullmatch(typed):
        raise _ambiguous(typed)
    if GROUPED.fullmatch(typed):
        return Decimal(re.sub(r"\D", "", typed))
    return _decimal(typed)


def _decimal(typed: str) -> Decimal:
    """The number before a unit, with a comma or a point before its decimals."""
    if typed.isdigit():
        return Decimal(typed)
    grouped = GROUPED.fullmatch(typed)
    if grouped and not typed.startswith("0") and (grouped["mark"] != "," or typed.count(",") > 1):
        return Decimal(re.sub(r"\D", "", typed))
    split = FRACTION.fullmatch(typed)
    if split is None or split["mark"] == split["point"]:
        raise _unreadable()
    if len(split["fraction"]) == 3 and split["mark"] is None and split["whole"].strip("0"):
        raise _ambiguous(typed)
    return Decimal(re.sub(r"\D", "", split["whole"]) + "." + split["fraction"])


def _unreadable() -> ValidationError:
    return ValidationError(_("Write the amount like 16.000.000, 16 triệu or 1,5 tỷ."), code="unreadable")


def _ambiguous(typed: str) -> ValidationError:
    message = _("“%(text)s” can be read in two ways. Write the whole amount in figures, for example 1.500.000.")
    return ValidationError(message, code="ambiguous", params={"text": typed})


def _rounded(size: int, scale: int) -> Decimal:
    places = 2 if size < 100 * scale else 1 if size < 1000 * scale else 0
    return Decimal(rounded(size * 10**places, scale)).scaleb(-places)


def _decimal_figures(number: Decimal) -> str:
    whole, _point, fraction = f"{number:f}".partition(".")
    fraction = fraction.rstrip("0")
    return figures(int(whole)) + (f",{fraction}" if fraction else "")


def _vietnamese(number: int) -> str:
    """A whole number in Vietnamese words.

    num2words reads only three digits right: it drops the “không trăm” of an inner group (1.005.000), says “tỷ” twice
    (33.005 tỷ) and goes through a float, so the groups are put together here.
    """
    if number < 1000:
        return _spelt(number, "vi")
    billions, rest = divmod(number, BILLION)
    groups = [(_vietnamese(billions), "tỷ")] if billions else []
    for scale, name in ((MILLION, "triệu"), (1000, "nghìn"), (1, "")):
        group, rest = divmod(rest, scale)
        if group:
            groups.append((_group(group, inner=bool(groups)), name))
    return " ".join(f"{words} {name}".strip() for words, name in groups)


def _spelt(number: int, language: str) -> str:
    return str(num2words(number, lang=language))


def _group(number: int, *, inner: bool) -> str:
    words = _spelt(number, "vi")
    if not inner or number >= 100:
        return words
    return f"không trăm lẻ {words}" if number < 10 else f"không trăm {words}"
