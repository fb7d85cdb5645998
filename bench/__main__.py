"""`python -m bench`: prints a table and keeps the figures in build/bench.json."""

import json
import os
import platform
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bench import checks, functions, turns, understanding

OUT = Path(__file__).parents[1] / "build" / "bench.json"
CLIENTS = (1, 4, 16)
TURNS = 160
"""Turns of each load, shared by its clients."""


def main() -> None:
    start = time.perf_counter()
    from infra.local.world import World

    world = World().start()
    boot = time.perf_counter() - start
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as outside:
            outside.submit(turns.measure, world.url, 2, 10).result()  # loads what is loaded once
            loads = [
                outside.submit(turns.measure, world.url, clients, TURNS // clients).result()
                for clients in CLIENTS
            ]
        memory = psutil.Process().memory_info().rss / 1024**2
        os.environ["COMPANY_ROOT"] = str(world.company)
        bare = turns.bare_compute_ms()
        understood = understanding.measure()
    finally:
        world.stop()
    figures = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.python_version()}",
        "loads": [asdict(load) for load in loads],
        "bare_compute_ms": bare,
        "turn_to_bare_ratio": loads[0].p50_ms / bare,
        "understanding": understood,
        "boot_s": boot,
        "memory_mb": memory,
        "checks": checks.measure(),
        "functions": [asdict(cost) for cost in functions.measure()],
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=2), encoding="utf-8")
    show(figures)


def show(figures: dict) -> None:  # type: ignore[type-arg]
    console = Console()
    table = Table("Clients", "p50 ms", "p95 ms", "turns/s", title="Turns")
    for load in figures["loads"]:
        shown = (load["p50_ms"], load["p95_ms"], load["turns_per_s"])
        table.add_row(str(load["clients"]), *(f"{value:.1f}" for value in shown))
    console.print(table)
    console.print(
        f"Bare model compute {figures['bare_compute_ms']:.1f} ms a turn; "
        f"a turn takes {figures['turn_to_bare_ratio']:.2f} times that"
    )
    understood = figures["understanding"]
    console.print(
        f"Understanding a message: p50 {understood['p50_ms']:.1f} ms, "
        f"p95 {understood['p95_ms']:.1f} ms of one core"
    )
    judged = figures["checks"]
    console.print(
        f"All checks of a reply: p50 {judged['p50_ms']:.1f} ms, p95 {judged['p95_ms']:.1f} ms"
    )
    console.print(f"Boot {figures['boot_s']:.1f} s; {figures['memory_mb']:.0f} MB resident")
    table = Table("Function", "import ms", "unpacked MB", title="Functions")
    for cost in figures["functions"]:
        table.add_row(cost["name"], f"{cost['import_ms']:.0f}", f"{cost['unpacked_mb']:.1f}")
    console.print(table)


if __name__ == "__main__":
    main()
