"""The order of the Vietnamese alphabet, the folded form that is searched, and given names first."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unions.names import folded, given_name_first, search_words, sort_key

LETTERS = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
TONES = ["ma", "mà", "mả", "mã", "má", "mạ"]
PROVINCES = ["An Giang", "Bà Rịa", "Bạc Liêu", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Đồng Tháp"]
PROVINCES += ["Hà Giang", "Hà Nội", "Hải Dương", "Hải Phòng", "Nam Định", "Nghệ An", "Ninh Bình", "Vĩnh Long"]


@pytest.mark.parametrize("words", [LETTERS, TONES, PROVINCES, ["Tổ 1", "Tổ A", "Tổ Ă", "Tổ B"]])
def test_order_of_the_alphabet(words: list[str]) -> None:
    mixed = random.Random(1).sample(words, len(words))
    assert sorted(mixed, key=sort_key) == words


def test_letters_decide_before_tones() -> None:
    assert sorted(["má đo", "ma đò", "mạ ca"], key=sort_key) == ["mạ ca", "ma đò", "má đo"]


def test_upper_case_and_spelling_do_not_matter() -> None:
    decomposed = unicodedata.normalize("NFD", "Đặng Thị Ưu")
    assert sort_key(decomposed.upper()) == sort_key("đặng  thị ưu")


def test_folded_has_no_marks() -> None:
    assert folded("  ĐẶNG  Thị Ưu, Huế") == "dang thi uu, hue"
    assert folded(unicodedata.normalize("NFD", "Đặng Thị Ưu")) == "dang thi uu"


@given(st.text(max_size=60))
def test_folding_again_changes_nothing(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert not any(unicodedata.combining(mark) for mark in once)


def test_search_words_stand_once() -> None:
    assert search_words(" Bình bình  BINH an") == ["binh", "an"]


@pytest.mark.parametrize(("name", "turned"), [("Trần Thị Bình", "Bình Trần Thị"), ("Y", "Y"), ("", "")])
def test_given_names_come_first(name: str, turned: str) -> None:
    assert given_name_first(name).strip() == turned
