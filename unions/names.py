"""Vietnamese names: the order of the alphabet and the form that is searched.

Made in Python, since the database may lack ICU; nothing is ordered by a raw name.
"""

import unicodedata

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The Vietnamese alphabet, with the four foreign letters where dictionaries put them."""

TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Tone marks in dictionary order: huyền, hỏi, ngã, sắc, nặng. No mark sorts first."""


def sort_key(text: str) -> str:
    """A key whose order by code point is the order of the Vietnamese dictionary.

    Letters decide first, tones only between words of the same letters: ma < mà < mả < mã < má < mạ < mă.
    """
    letters, tones = [], []
    for word in text.lower().split():
        spelt, toned = _split_tones(word)
        letters.append(spelt)
        tones.append(toned)
    return " ".join(letters) + "\u0001" + " ".join(tones)


def folded(text: str) -> str:
    """The text in lower case without any diacritic, đ as d and single spaces: what a search compares."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).split())


def search_words(text: str) -> list[str]:
    """The words of what a person searches for, folded, each once: every one of them must be found."""
    return list(dict.fromkeys(folded(text).split()))


def given_name_first(name: str) -> str:
    """'Trần Thị Bình' as 'Bình Trần Thị': Vietnamese people are ordered by their given name."""
    *before, given = name.split() or [""]
    return " ".join([given, *before])


def _split_tones(word: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", word)
    tone = "".join(TONES[mark] for mark in decomposed if mark in TONES) or "0"
    bare = "".join(mark for mark in decomposed if mark not in TONES)
    spelt = "".join(_rank(letter) for letter in unicodedata.normalize("NFC", bare))
    return spelt, tone


def _rank(letter: str) -> str:
    position = ALPHABET.find(letter)
    return chr(ord("A") + position) if position >= 0 else letter
