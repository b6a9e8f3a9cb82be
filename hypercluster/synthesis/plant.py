"""Make a pack of a made-up country whose communities, hubs and linkages are known.

The truth is planted in the data (enterprises, organisations, groups, measured ties, seats,
direction tables), never in a layer, so that the whole way from data to finding is on trial.
Everything a reader sees says that it is synthetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.sources import make_pack
from hypercluster.synthesis.cycles import cycle_series
from hypercluster.synthesis.entries import entry_series, entry_table, planted_entries
from hypercluster.synthesis.plan import (
    GROUPS_EACH,
    KINDS,
    REGIONS_A_HUB,
    ROLES,
    Plan,
    check_options,
    make_plan,
    numbered,
    tie_table,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.sources import DataPack

PLAN_STREAM, SAMPLE_STREAM = 0, 1
# Of an industry's demand, and of a focus, in the direction of its community (our choice).
HOME_DIRECTION = 0.8
BASIS = "our choice (synthetic data)"


@dataclass(frozen=True, eq=False, repr=False)
class Planted:
    """A synthetic pack and the truth behind it, from `synthesise`.

    Attributes
    ----------
    pack
        The data, labelled synthetic.
    truth_regions
        One row per region, in pack order: `region`, `community` (letter), `is_hub`.
    truth_linkages
        One row per unordered pair, `source` before `target`: `source`, `target`, `is_linkage`.
    truth_entries
        One row per region and industry: `region`, `industry`, `is_entry`. None without dates.
    parameters
        Options by name, defaults filled in: the same give the same pack, byte for byte.
    plan
        Rates that the data were drawn with.
    """

    pack: DataPack
    truth_regions: pd.DataFrame
    truth_linkages: pd.DataFrame
    truth_entries: pd.DataFrame | None
    parameters: Mapping[str, float | int]
    plan: Plan

    def __repr__(self) -> str:
        """Plan and parameters."""
        options = f"noise {self.parameters['noise']:g}, seed {self.parameters['seed']}"
        plan = repr(self.plan).removeprefix("<Plan: ").removesuffix(">")
        return f"<Planted: {plan}, {options}>"


def synthesise(
    *,
    regions: int = 60,
    industries: int = 20,
    communities: int = 4,
    hubs: int | None = None,
    noise: float = 0.1,
    macroregions: int | None = None,
    dates: int | None = None,
    seed: int = 1,
) -> Planted:
    """Make a synthetic pack with planted communities, hubs and complementary linkages.

    Over time also with planted synchrony and entry. Regions of a community share an industry mix, a
    mix of kinds of organisation, groups, the direction their organisations work for, seats around
    one centre, and more of the measured ties (layer `digital`). A hub has 2.5 times the
    enterprises, organisations and measured ties. The ends of a linkage lie in different
    communities. Each has industries that the other lacks beside those related to them,
    organisations of the focus that the other demands, and no measured tie to the other. Counts are
    Poisson draws around these rates. Which macroregion a region is in follows from the longitude of
    its seat alone.

    Parameters
    ----------
    regions, industries, communities
        How many: at least three regions and two industries a community, and 2 to 26 communities.
    hubs
        How many. None takes one in ten regions, at least one a community.
    noise
        Part of every signal that gives way to the mean of the whole, 0 to 1. At 1 nothing is
        planted.
    macroregions
        How many. None takes as many as communities.
    dates
        Quarters of the table `series`, 17 or more: `output`, in which regions of a community rise
        and fall together, and `enterprises` by industry at the first and the last, between which
        industries enter where related ones are. None leaves the table out.
    seed
        Of all random numbers. The same seed plants the same members, hubs and linkages at every
        noise.

    Returns
    -------
    Planted
        Pack, truth and parameters.

    Raises
    ------
    SettingsError
        An option is outside its range.

    Examples
    --------
    >>> planted = synthesise(regions=12, industries=8, communities=2, noise=0.0)
    >>> planted.pack.is_synthetic, planted.truth_regions["community"].value_counts().to_dict()
    (True, {'A': 6, 'B': 6})
    >>> int(planted.truth_linkages["is_linkage"].sum())
    1
    """
    import numpy as np

    hubs = min(max(communities, regions // REGIONS_A_HUB), regions // 3) if hubs is None else hubs
    macroregions = min(communities, regions) if macroregions is None else macroregions
    numbers = {
        "regions": regions,
        "industries": industries,
        "communities": communities,
        "hubs": hubs,
        "macroregions": macroregions,
        "dates": dates or 0,
    }
    check_options(**numbers, noise=noise, seed=seed)
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(PLAN_STREAM,)))
    plan = make_plan(
        regions=regions,
        industries=industries,
        communities=communities,
        hubs=hubs,
        noise=noise,
        generator=generator,
    )
    parameters = {**numbers, "noise": noise, "seed": seed}
    return Planted(
        _sampled(plan, parameters, sample=0, list_sample=0),
        *_truth(plan),
        _true_entries(plan, parameters),
        parameters,
        plan,
    )


def resample(planted: Planted, sample: int, *, is_counts_only: bool = False) -> DataPack:
    """Another sample from the same plan.

    Rates and seats are the same. Counts, organisations and ties are drawn anew.

    Parameters
    ----------
    planted
        From `synthesise`.
    sample
        Number of the sample. 0 is the pack itself.
    is_counts_only
        Whether only enterprises are drawn anew. Organisations and ties stay those of the pack.

    Returns
    -------
    DataPack
        With the same tables as the pack.

    Examples
    --------
    >>> planted = synthesise(regions=12, communities=2)
    >>> resample(planted, 0).sha256 == planted.pack.sha256, resample(planted, 1).title
    (True, 'Synthetic country of 12 regions')
    """
    return _sampled(
        planted.plan,
        planted.parameters,
        sample=sample,
        list_sample=0 if is_counts_only else sample,
    )


def _truth(plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Planted communities and hubs of regions, and planted linkages of pairs."""
    import numpy as np
    import pandas as pd

    number = len(plan.community)
    codes = np.array(numbered("R", number))
    regions = pd.DataFrame(
        {
            "region": codes,
            "community": [chr(ord("A") + label) for label in plan.community],
            "is_hub": plan.is_hub,
        }
    )
    source, target = np.triu_indices(number, k=1)
    # A pair as one number, so that all are looked up at once.
    linkages = plan.linkages[:, 0] * number + plan.linkages[:, 1]
    is_linkage = np.isin(source * number + target, linkages)
    pairs = pd.DataFrame(
        {"source": codes[source], "target": codes[target], "is_linkage": is_linkage}
    )
    return (
        regions.astype({"region": "str", "community": "str"}),
        pairs.astype({"source": "str", "target": "str"}),
    )


def _true_entries(plan: Plan, parameters: Mapping[str, float | int]) -> pd.DataFrame | None:
    """Truth of every region and industry. None without dates."""
    if not parameters["dates"]:
        return None
    regions, industries = (
        numbered(letter, number)
        for letter, number in zip("RI", plan.enterprises.shape, strict=True)
    )
    return entry_table(
        regions, industries, planted_entries(plan.enterprises, seed=int(parameters["seed"]))
    )


def _sampled(
    plan: Plan, parameters: Mapping[str, float | int], *, sample: int, list_sample: int
) -> DataPack:
    """Pack with counts, organisations and ties drawn around the rates of the plan."""
    import numpy as np

    def generator(number: int, table: int) -> np.random.Generator:
        key = (SAMPLE_STREAM, number, table)
        return np.random.default_rng(np.random.SeedSequence(int(parameters["seed"]), spawn_key=key))

    options = ", ".join(f"{name} {value:g}" for name, value in parameters.items())
    options += f", sample {sample}" if sample else ""
    enterprises = _enterprises(plan, generator(sample, 0))
    return make_pack(
        areas=_areas(plan, int(parameters["macroregions"])),
        enterprises=enterprises,
        organisations=_organisations(plan, generator(list_sample, 1)),
        ties=_ties(plan, generator(list_sample, 2)),
        title=f"Synthetic country of {len(plan.community)} regions",
        source=(f"Synthetic data made by hypercluster ({options}); they describe no real place."),
        is_synthetic=True,
        series=_series(
            plan, parameters, enterprises, generator(list_sample, 3), generator(sample, 4)
        ),
        **_code_tables(plan),
    )


def _series(
    plan: Plan,
    parameters: Mapping[str, float | int],
    enterprises: pd.DataFrame,
    cycles: np.random.Generator,
    earlier: np.random.Generator,
) -> pd.DataFrame | None:
    """Series with planted synchrony and entry. None without dates."""
    import pandas as pd

    dates = int(parameters["dates"])
    if not dates:
        return None
    regions, industries = (
        numbered(letter, number)
        for letter, number in zip("RI", plan.enterprises.shape, strict=True)
    )
    output = cycle_series(
        regions, plan.community, dates=dates, noise=parameters["noise"], generator=cycles
    )
    counts = enterprises["count"].to_numpy().reshape(plan.enterprises.shape)
    ends = (str(output["date"].iloc[0]), str(output["date"].iloc[-1]))
    is_entry = planted_entries(plan.enterprises, seed=int(parameters["seed"]))
    entered = entry_series(regions, industries, counts, is_entry, dates=ends, generator=earlier)
    return pd.concat([output, entered], ignore_index=True)


def _areas(plan: Plan, macroregions: int) -> pd.DataFrame:
    """Regions. Macroregions are bands of longitude with equal numbers of them."""
    import numpy as np
    import pandas as pd

    number = len(plan.community)
    # Position of every region from west to east.
    position = np.empty(number, dtype=int)
    position[np.lexsort((np.arange(number), plan.seats[:, 1]))] = np.arange(number)
    codes = numbered("R", number)
    return pd.DataFrame(
        {
            "area": codes,
            "name": [f"Synthetic region {code[1:]}" for code in codes],
            "macroregion": [
                f"Synthetic macroregion {band + 1}" for band in position * macroregions // number
            ],
            "seat": [f"Synthetic seat {code[1:]}" for code in codes],
            "latitude": plan.seats[:, 0],
            "longitude": plan.seats[:, 1],
        }
    )


def _enterprises(plan: Plan, generator: np.random.Generator) -> pd.DataFrame:
    """Enterprises of every region and industry, Poisson around their rates."""
    import numpy as np
    import pandas as pd

    regions, industries = plan.enterprises.shape
    return pd.DataFrame(
        {
            "reporting_unit": np.repeat(numbered("R", regions), industries),
            "industry": np.tile(numbered("I", industries), regions),
            "count": generator.poisson(plan.enterprises).ravel(),
        }
    )


def _organisations(plan: Plan, generator: np.random.Generator) -> pd.DataFrame:
    """Organisations, a Poisson number a region, with kind, focus and group at random."""
    import numpy as np
    import pandas as pd

    region = np.repeat(np.arange(len(plan.community)), generator.poisson(plan.organisations))
    kind, focus, group = (
        _sampled_columns(shares[region], generator)
        for shares in (plan.kinds, plan.focuses, plan.groups)
    )
    codes = numbered("O", len(region))
    focuses = np.array([*numbered("F", plan.focuses.shape[1] - 1), "general"])
    groups = np.array([*numbered("G", plan.groups.shape[1] - 1), None], dtype=object)
    return pd.DataFrame(
        {
            "organisation": codes,
            "name": [
                f"Synthetic {KINDS[number]} {code[1:]}"
                for code, number in zip(codes, kind, strict=True)
            ],
            "kind": np.array(KINDS)[kind],
            "role": np.array(ROLES)[kind],
            "group": groups[group],
            "focus": focuses[focus],
            "area": np.array(numbered("R", len(plan.community)))[region],
            "confidence": "high",
        }
    )


def _sampled_columns(shares: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """One column of each row, with the probabilities of the row."""
    import numpy as np

    # The column is the number of bounds between columns that a uniform number passes.
    is_passed = generator.random(len(shares))[:, None] >= np.cumsum(shares, axis=1)[:, :-1]
    columns: np.ndarray = is_passed.sum(axis=1)
    return columns


def _ties(plan: Plan, generator: np.random.Generator) -> pd.DataFrame | None:
    """Measured ties, Poisson around their rates."""
    import numpy as np

    weights = np.zeros(plan.ties.shape, dtype="int64")
    pairs = np.triu_indices(len(weights), k=1)
    weights[pairs] = generator.poisson(plan.ties[pairs])
    return tie_table(np.array(numbered("R", len(weights))), weights)


def _code_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """Industries, groups and directions.

    There is one direction a community, which its industries demand and its focus serves.
    """
    import numpy as np
    import pandas as pd

    communities = int(plan.community.max()) + 1
    industries, focuses = numbered("I", len(plan.industry_home)), numbered("F", communities)
    groups, directions = numbered("G", plan.groups.shape[1] - 1), numbered("D", communities)
    kinds = [
        "academy" if number % GROUPS_EACH == GROUPS_EACH - 1 else "corporate"
        for number in range(len(groups))
    ]
    shares = (HOME_DIRECTION * np.eye(communities) + (1 - HOME_DIRECTION) / communities).round(9)

    def by_direction(key: str, codes: list[str], homes: np.ndarray) -> pd.DataFrame:
        cells = {key: np.repeat(codes, communities), "direction": np.tile(directions, len(codes))}
        return pd.DataFrame({**cells, "share": shares[homes].ravel(), "basis": BASIS})

    names = [f"Synthetic direction {code[1:]}" for code in directions]
    return {
        "industries": pd.DataFrame(
            {
                "industry": industries,
                "name": [f"Synthetic industry {code[1:]}" for code in industries],
            }
        ),
        "groups": pd.DataFrame(
            {
                "group": groups,
                "name": [f"Synthetic group {code[1:]}" for code in groups],
                "kind": kinds,
            }
        ),
        "technologies": pd.DataFrame(
            {
                "direction": directions,
                "direction_name": names,
                "role": "synchronisation_direction",
                "item": 1,
                "technology": [f"Synthetic technology {code[1:]}" for code in directions],
            }
        ),
        "industry_directions": by_direction("industry", industries, plan.industry_home),
        "focus_directions": by_direction("focus", focuses, np.arange(communities)),
    }
