"""Writes bench/RESULTS.md from the figures that are kept: nothing in it is typed by hand."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bench import record
from config.services.locations import PROJECT

PATH = PROJECT / "bench" / "RESULTS.md"

Kept = dict[int, dict[str, Any]]


def write_report() -> None:
    kept = record.kept()
    PATH.write_text("\n".join([*_head(kept), *_pages(kept)]) + "\n")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of a Markdown table; the first column is words, the others numbers."""
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"
    yield ""


def _head(kept: Kept) -> Iterator[str]:
    yield "# Measured results"
    yield ""
    yield "Written by `make bench`; the figures behind it are in `bench/results/`. How each is measured is said in"
    yield "[README.md](README.md)."
    yield ""


def _pages(kept: Kept) -> Iterator[str]:
    sizes = [size for size, parts in kept.items() if "pages" in parts]
    if not sizes:
        return
    found = {size: {row["page"]: row for row in kept[size]["pages"]["figures"]} for size in sizes}
    largest = found[sizes[-1]]
    yield "## Pages"
    yield ""
    heads = ["page", *(f"{size:,} median / p95 ms" for size in sizes), "target p95", "growth", "target", "queries"]
    heads += ["bytes", "reference", "ratio"]
    yield from table(heads, (_page_row(name, [found[size].get(name) for size in sizes]) for name in largest))


def _page_row(name: str, rows: Sequence[dict[str, Any] | None]) -> list[object]:
    last = rows[-1] or {}
    first = next(row for row in rows if row)
    growth = last["median"] / first["median"]
    times = [f"{row['median']:.1f} / {row['p95']:.1f}" if row else "-" for row in rows]
    return [
        name,
        *times,
        _held(last["p95"], last["target_p95"]),
        f"{growth:.2f}",
        _held(growth, last["target_growth"]),
        last["queries"],
        f"{last['bytes']:,}",
        f"{last['reference']} {last['reference_median']:.1f} ms",
        last["ratio"],
    ]


def _held(value: float, target: float) -> str:
    return f"{target:g} {'held' if value <= target else '**missed**'}"
