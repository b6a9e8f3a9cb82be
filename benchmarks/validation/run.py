"""What the scores are worth: `make evidence DATA=FOLDER`.

Writes docs/evidence.md. The folder holds `trade` and `brazil`; without it only synthetic worlds are
compared. Nothing reaches the network.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import entry
import trade

import hypercluster as hc

if TYPE_CHECKING:
    import pandas as pd

PAGE = Path(__file__).parents[2] / "docs" / "evidence.md"
OMEGAS = (0.0, 0.25, 0.5, 0.75, 1.0)
WORLDS = {
    "40 regions, 12 industries": {"regions": 40, "industries": 12},
    "60 regions, 20 industries": {"regions": 60, "industries": 20},
    "40 regions, a third of the ties and half of the organisations listed": {
        "regions": 40,
        "tie_coverage": 0.33,
        "list_coverage": 0.5,
    },
    "40 regions, sizes with a heavy tail": {"regions": 40, "is_heavy_tailed": True},
}
HEAD = """# Evidence

What the scores are worth as predictors, beside the simplest things that could do their job.
Made by `make evidence DATA=FOLDER`. Every table names the baselines, whichever wins.

"""


def main() -> None:
    """Evaluate, write the page, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with the folders trade and brazil")
    parser.add_argument("--replicates", type=int, default=15, help="worlds a cell")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=PAGE, help="page to write")
    chosen = parser.parse_args()
    text = HEAD + worlds_section(chosen.replicates, chosen.workers)
    if chosen.data is not None:
        needed = [chosen.data / "trade" / file for file in trade.FILES]
        needed += [chosen.data / "brazil" / file for file in entry.FILES]
        missing = [str(file) for file in needed if not file.is_file()]
        if missing:
            sys.exit(f"Expected these files; found none: {', '.join(missing)}. Check --data.")
        text += trade_section(chosen.data / "trade") + entry_section(chosen.data / "brazil")
    chosen.out.write_text(text, encoding="utf-8")
    print(f"written: {chosen.out}")


def worlds_section(replicates: int, workers: int) -> str:
    """Synthetic worlds of known behaviour."""
    tables = {}
    for title, options in WORLDS.items():
        tables[title] = hc.baselines(
            omegas=OMEGAS, replicates=replicates, workers=workers, **options
        )
        print(f"done: {title}", flush=True)
    text = (
        "## Worlds of known behaviour\n\n"
        "`behave` makes countries whose regions tie by a mixture: a share omega follows what\n"
        "industries need and research serves, the rest gravity. To be predicted are the pairs\n"
        "without a listed tie that tie next, and the regions with the highest expected ties.\n"
        f"Means over {replicates} worlds with standard errors. *Score* and *composite* are what\n"
        "a run ranks by, *fitted* is `tie_model`. The area under the curve is 0.5 by chance.\n\n"
        f"{summary(list(tables.values()))}\n"
    )
    for title, table in tables.items():
        text += f"### {title[0].upper()}{title[1:]}\n\n"
        for target, measure, name in (
            ("linkages", "auc", "Linkages, area under the curve"),
            ("linkages", "precision", "Linkages, precision of the first ten"),
            ("hubs", "precision", "Hubs, precision"),
        ):
            rows = table[(table["target"] == target) & (table["measure"] == measure)]
            text += f"{name}\n\n{wide(rows)}\n"
    return text


def summary(tables: list[pd.DataFrame]) -> str:
    """How often one score is above another, over all settings and shares."""
    contests = (
        ("auc", "score", "gravity"),
        ("auc", "score", "capability_match"),
        ("auc", "fitted", "gravity"),
        ("auc", "fitted", "fitted_gravity"),
        ("auc", "fitted", "capability_match"),
        ("precision", "score", "gravity"),
        ("precision", "fitted", "gravity"),
        ("precision", "composite", "mean_of_logs"),
        ("precision", "composite", "ties"),
    )
    lines = [
        "| measure | this | is above | in cells | mean difference |\n",
        "|---|---|---|---|---|\n",
    ]
    for measure, first, second in contests:
        differences = []
        for table in tables:
            means = table[table["measure"] == measure].set_index(["omega", "score"])["mean"]
            means = means.unstack("score")
            differences += list(means[first] - means[second])
        above = sum(value > 0 for value in differences)
        mean = sum(differences) / len(differences)
        names = f"{first} | {second}".replace("_", " ")
        lines.append(f"| {measure} | {names} | {above} of {len(differences)} | {mean:+.3f} |\n")
    return "".join(lines)


def wide(rows: pd.DataFrame) -> str:
    """Scores in rows, omegas in columns, the best of each column in bold."""
    best = rows.groupby("omega")["mean"].transform("max").round(3)
    cells = rows.assign(
        cell=[
            (f"**{mean:.3f}**" if round(mean, 3) == top else f"{mean:.3f}") + f" ± {error:.3f}"
            for mean, error, top in zip(rows["mean"], rows["standard_error"], best, strict=True)
        ],
        column=[f"omega {omega:g}" for omega in rows["omega"]],
        score=rows["score"].str.replace("_", " "),
    )
    order = list(dict.fromkeys(cells["score"]))
    return markdown(cells.pivot_table("cell", "score", "column", "first", sort=False).loc[order])


def trade_section(folder: Path) -> str:
    """Trade between countries."""
    result = trade.evaluate(folder)
    effects = result.effects.map("{:.3f}".format)
    return (
        "## Trade between countries\n\n"
        f"Exports of {result.countries} countries by product, 1998-2000, against the flows of\n"
        f"{result.pairs:,} pairs in 2006. Trade is not collaboration: it tests whether scores of\n"
        "profiles and places find large real flows, nothing more. The tenth with the largest\n"
        "flows is to be found.\n\n"
        f"{markdown(result.areas.map('{:.3f}'.format))}\n"
        "Given an effect of every country and distance, a standard deviation of each part goes\n"
        "with so much more or less of the logarithm of the flow (least squares over positive\n"
        "flows, errors robust to pairs that share a country):\n\n"
        f"{markdown(effects)}\n"
    )


def entry_section(folder: Path) -> str:
    """Entry of industries in Brazil."""
    result = entry.evaluate(folder)
    counts = "; ".join(
        f"{entries:,} of {cells:,} cells with a quotient below {limit:g}"
        for limit, (cells, entries) in result.cells.items()
    )
    return (
        "## Entry of industries in Brazil\n\n"
        f"Establishments of {result.regions} mesoregions by {result.industries} groups of\n"
        "industries. An industry enters where its location quotient of 2010 is below the limit\n"
        f"and that of 2015 at least 1:\n{counts}.\nAreas under the curve of logistic regressions, "
        "every region predicted from the others.\n\n"
        f"{markdown(result.areas.map('{:.3f}'.format))}\n"
    )


def markdown(table: pd.DataFrame) -> str:
    """Table of texts as Markdown."""
    lines = [["", *map(str, table.columns)], ["---"] * (table.shape[1] + 1)]
    lines += [
        [str(name), *map(str, row)] for name, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
