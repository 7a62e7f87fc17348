"""Writes bench/RESULTS.md from the figures that are kept: nothing in it is typed by hand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bench import record, rows
from bench.plots import FOLDER, LOAD, SIZE
from config.services.locations import PROJECT

PATH = PROJECT / "bench" / "RESULTS.md"

Kept = dict[int, dict[str, Any]]


def write_report() -> None:
    kept = record.kept()
    sections = (_head, _beside, _pages, _speeds, _exact, _evening, _faults, _published)
    PATH.write_text("\n".join(line for section in sections for line in section(kept)).rstrip() + "\n")


def table(heads: Sequence[str], lines: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of a Markdown table; the first column is words, the others numbers."""
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    for line in lines:
        yield f"| {' | '.join(str(cell) for cell in line)} |"
    yield ""


def _head(kept: Kept) -> Iterator[str]:
    yield "# Measured results"
    yield ""
    yield "Written by `make bench`; the figures behind it are in `results/`, how each is measured is said in"
    yield "[README.md](README.md)."
    yield ""
    heads = ["initiatives", "measured", "version", "cores", "memory", "PostgreSQL", "database"]
    yield from table(heads, (_machine(size, parts) for size, parts in kept.items() if parts))


def _machine(size: int, parts: dict[str, Any]) -> list[object]:
    last = max(parts.values(), key=lambda part: part["measured_at"])
    on = last["machine"]
    measured, version = last["measured_at"][:10], last["version"]
    memory, database = f"{on['memory_gib']} GiB", f"{on['database_gib']} GiB"
    return [f"{size:,}", measured, version, on["cores"], memory, on["postgresql"], database]


def _beside(kept: Kept) -> Iterator[str]:
    """Another system at 100,000 submissions beside ours at the largest size that was measured."""
    size = max(kept, default=0)
    ours = rows.beside_another(kept.get(size, {}))
    if not ours:
        return
    yield "## Beside another system"
    yield ""
    yield "pretalx 2025.2 at 100,000 submissions, on the same kind of machine with the same gunicorn and PostgreSQL;"
    yield f"Sáng Kiến at {size:,}."
    yield ""
    yield from table(["what", "pretalx at 100,000", f"Sáng Kiến at {size:,}", "times"], ours)


def _pages(kept: Kept) -> Iterator[str]:
    sizes = [size for size, parts in kept.items() if "pages" in parts]
    if not sizes:
        return
    found = {size: rows.pages_of(kept[size]) for size in sizes}
    yield "## Pages"
    yield ""
    heads = ["page", *(f"{size:,}: median / p95 ms" for size in sizes), "p95 at most", "growth", "at most"]
    names = found[sizes[-1]]
    heads += ["reference's growth", "queries", "bytes by size", "reference", "ratio"]
    yield "Growth is that of the median from the smallest size to the largest. The reference has no more to do at the"
    yield "largest: by as much as it grew, the machine was slower then. The unions are as many at each size, so below"
    yield "one lies less in a small programme, and its pages show less, as their bytes say."
    yield ""
    yield from table(heads, (rows.page(name, [found[size].get(name) for size in sizes]) for name in names))
    if (FOLDER / SIZE).exists():
        yield f"![Latency against size](plots/{SIZE})"
        yield ""


def _speeds(kept: Kept) -> Iterator[str]:
    yield from _by_size("## Speeds", kept, rows.speeds)


def _exact(kept: Kept) -> Iterator[str]:
    yield from _by_size("## Exactness", kept, rows.exact)


def _by_size(title: str, kept: Kept, of: Callable[[dict[str, Any]], dict[str, tuple[str, str]]]) -> Iterator[str]:
    """A column for each size; each row's target stands in the second column."""
    found = {size: of(parts) for size, parts in kept.items()}
    names = list(dict.fromkeys(name for each in found.values() for name in each))
    if not names:
        return
    yield title
    yield ""
    targets = {name: target for each in found.values() for name, (_said, target) in each.items()}
    lines = ([name, targets[name], *(found[size].get(name, ("-", ""))[0] for size in found)] for name in names)
    yield from table(["what", "target", *(f"{size:,}" for size in found)], lines)


def _evening(kept: Kept) -> Iterator[str]:
    for size, parts in kept.items():
        if "evening" not in parts:
            continue
        figures = parts["evening"]["figures"]
        yield f"## The last evening, at {size:,}"
        yield ""
        sent, there = figures["acknowledged"], figures["in_the_database"]
        yield f"{figures['highest_held']} submissions a second were held with p95 below 1 s and nothing failed."
        yield f"{sent:,} submissions were acknowledged; {there:,} of them are in the database, each once. Lines of the"
        yield f"audit afterwards: {len(figures['audit'])}."
        yield ""
        heads = ["submissions a second", "requests a second", "median ms", "p95 ms", "failed", "processors used"]
        yield from table(heads, map(rows.step, figures["steps"]))
    if (FOLDER / LOAD).exists():
        yield f"![Load against latency](plots/{LOAD})"
        yield ""


def _faults(kept: Kept) -> Iterator[str]:
    for size, parts in kept.items():
        if "faults" not in parts:
            continue
        yield f"## Faults, at {size:,}"
        yield ""
        heads = ["fault", "what was done", "recovered after s", "counted after s"]
        heads += ["acknowledged", "lost or double", "lines of the audit"]
        yield from table(heads, map(rows.fault, parts["faults"]["figures"]))


def _published(kept: Kept) -> Iterator[str]:
    """The largest programme that was checked."""
    size = max((size for size, parts in kept.items() if "checking" in parts), default=None)
    if size is None:
        return
    yield f"## Published and simulated, at {size:,}"
    yield ""
    heads = ["figure", "published", "at this size", "simulated", "within its tolerance"]
    yield from table(heads, map(rows.line, kept[size]["checking"]["figures"]["lines"]))
