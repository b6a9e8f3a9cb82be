"""The figures as Markdown and as plain values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from draws import SINGLE
from measure import ENOUGH_SECONDS, MEMORY_LIMIT

if TYPE_CHECKING:
    from measure import Timing

Section = tuple[list[str], dict[str, Any]]


def seconds(value: float) -> str:
    """Readable time."""
    return f"{value * 1000:.3g} ms" if value < 1 else f"{value:.3g} s"


def spread(timing: Timing) -> str:
    """Median with range, or why there is none."""
    if not timing.seconds:
        return timing.failure
    text = (
        f"{seconds(timing.middle)} ({seconds(min(timing.seconds))} - "
        f"{seconds(max(timing.seconds))})"
    )
    text = seconds(timing.middle) if len(timing.seconds) == 1 else text
    return f"{text}; then {timing.failure}" if timing.failure else text


def ratio(value: float) -> str:
    """Readable ratio."""
    if math.isnan(value):
        return ""
    return f"{value:.2g}" if value < 10 else f"{value:,.0f}"


def plain(timings: list[Timing]) -> dict[str, Any]:
    """Values of timings by label."""
    return {
        timing.label: {
            "seconds": timing.seconds,
            "memory_mib": round(timing.memory),
            "failure": timing.failure,
        }
        for timing in timings
    }


def paired(timings: list[Timing], numerator: int, denominator: int, scale: float = 1.0) -> float:
    """Median over rounds of the ratio of two timings of the same round, the denominator times a
    scale.
    """
    one, other = timings[numerator].seconds, timings[denominator].seconds
    ratios = sorted(a / (b * scale) for a, b in zip(one, other, strict=False))
    return (
        (ratios[len(ratios) // 2] + ratios[(len(ratios) - 1) // 2]) / 2 if ratios else float("nan")
    )


def effective_cores(cores: list[Timing]) -> float:
    """How many of two cores were there: twice the time of a loop alone over that of two at once."""
    return 2 * paired(cores, 0, 1)


def machine_section(
    versions: dict[str, str], cores: list[Timing], effort: dict[str, float]
) -> Section:
    """Versions, and how many cores are really there."""
    effective = effective_cores(cores)
    lines = [
        ", ".join(f"{name} {number}" for name, number in versions.items()) + ".",
        "",
        (
            f"Effective cores at the start: {effective:.2f} of 2 (a loop of plain Python, alone "
            "against two at once). Commands: "
            f"{effort['commands']} rounds; draws: {effort['draw_rounds']}; peers: "
            f"{effort['peers']}, fewer for one that has used "
            f"{ENOUGH_SECONDS:.0f} s. A contender has a process of its own, {effort['limit']:.0f} "
            f"s a round and {MEMORY_LIMIT // 2**30} GiB."
        ),
    ]
    return lines, {"versions": versions, "effective_cores": effective, "effort": effort}


def start_section(title: str, timings: list[Timing], goal: float, remark: str) -> Section:
    """Whole processes: the first against each of the others."""
    lines = ["", f"### {title}", "", "| process | time | ours / it |", "| --- | --- | --- |"]
    for place, timing in enumerate(timings):
        lines.append(
            f"| `{timing.label}` | {spread(timing)} | "
            f"{ratio(paired(timings, 0, place)) if place else ''} |"
        )
    value = paired(timings, 0, 1) if len(timings) > 1 else float("nan")
    lines += [
        "",
        f"Ratio to the second row: **{value:.2f}**, goal <= {goal}: "
        f"{'met' if value <= goal else 'NOT met'}. {remark}".rstrip(),
    ]
    return lines, {title: {"ratio": value, "goal": goal, "timings": plain(timings)}}


def draws_section(timings: list[Timing], draws: int) -> Section:
    """Compare the ensemble with its draws one by one."""
    goal, each = 1.25, draws / SINGLE
    lines = [
        "",
        "### Draws",
        "",
        "| what | time | against draws one by one, divided by the workers |",
        "| --- | --- | --- |",
    ]
    lines.append(f"| {timings[0].label} | {spread(timings[0])} | |")
    ratios = {}
    for workers in (1, 2):
        ratios[workers] = paired(timings, workers, 0, each / workers)
        lines.append(
            f"| {draws} draws, {workers} worker{'s' * (workers > 1)} | {spread(timings[workers])} "
            f"| {ratios[workers]:.2f} |"
        )
    is_equal = timings[1].answer == timings[2].answer
    lines += [
        "",
        (
            f"Goal <= {goal}: 1 worker {'met' if ratios[1] <= goal else 'NOT met'}, 2 workers "
            f"{'met' if ratios[2] <= goal else 'NOT met'}."
        ),
    ]
    effective = effective_cores(timings[3:])
    lines += [
        (
            f"Effective cores in these rounds: {effective:.2f} of 2. The start of the workers "
            "counts "
            "as their time."
        )
    ]
    lines += [
        f"Hub ranks of all draws are {'equal' if is_equal else 'NOT EQUAL'} on one and two workers."
    ]
    return lines, {
        "Draws": {
            "ratios": ratios,
            "goal": goal,
            "equal": is_equal,
            "effective_cores": effective,
            "timings": plain(timings),
        }
    }


def peers_section(
    title: str, notes: tuple[str, ...], found: dict[int, tuple[list[Timing], dict[str, str]]]
) -> Section:
    """Compare one subject at every size: each contender against the first."""
    lines = ["", f"### {title}"]
    figures: dict[str, Any] = {}
    for size, (timings, agreement) in found.items():
        lines += [
            "",
            f"{size:,} nodes x 4 layers, synthetic:",
            "",
            "| contender | time | it / ours | peak memory | answer |",
            "| --- | --- | --- | --- | --- |",
        ]
        for place, timing in enumerate(timings):
            against = ratio(paired(timings, place, 0)) if place else "1"
            memory = f"{timing.memory:,.0f} MiB" if timing.memory else ""
            lines.append(
                f"| {timing.label} | {spread(timing)} | {against} | {memory} | "
                f"{agreement.get(timing.label, '')} |"
            )
        figures[str(size)] = {"timings": plain(timings), "answers": agreement}
    return [*lines, "", *(f"- {note}" for note in notes)], {title: figures}
