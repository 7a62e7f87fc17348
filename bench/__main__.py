"""`make bench`: fills a database of the chosen size once, measures every part, and writes RESULTS.md.

    python -m bench SIZE [--parts pages,submitting] [--requests 60] [--seed 1]

LOCAL_DIR says where the database stands. Each part writes its own JSON at once, so a part can be measured again alone.
"""

import argparse
import time

import bench.ready  # noqa: F401  sets Django up
from bench import house, plots, record
from bench.parts import PARTS, Run
from bench.report import write_report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("size", type=int, help="how many initiatives are submitted")
    parser.add_argument("--parts", default="all", help=f"all, or some of {', '.join(PARTS)}")
    parser.add_argument("--requests", type=int, default=60, help="requests of a page in each of the three runs")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    run = Run(asked.size, asked.requests, asked.seed)
    house.prepare(run.size, run.seed)
    for part in PARTS if asked.parts == "all" else asked.parts.split(","):
        began = time.monotonic()
        print(f"== {part}", flush=True)
        path = record.keep(run.size, part, PARTS[part](run))
        print(f"{path.name} after {time.monotonic() - began:.0f} s", flush=True)
    plots.draw()
    write_report()


if __name__ == "__main__":
    main()
