"""Names as they are sorted and searched, word by word from a cache, since the same words come again."""

from functools import lru_cache

from unions.names import folded, sort_key


def key_of(name: str) -> str:
    """As `sort_key`."""
    parts = [_key_of_word(word) for word in name.split()]
    return " ".join(part[0] for part in parts) + "\u0001" + " ".join(part[1] for part in parts)


def escaped(text: str) -> str:
    """A backslash as COPY reads it; sort keys have some."""
    return text.replace("\\", "\\\\")


def folded_words(text: str) -> str:
    """As `folded`."""
    return " ".join(_folded_word(word) for word in text.split())


@lru_cache(200_000)
def _key_of_word(word: str) -> tuple[str, str]:
    letters, tones = sort_key(word).split("\u0001")
    return letters, tones


@lru_cache(200_000)
def _folded_word(word: str) -> str:
    return folded(word)
