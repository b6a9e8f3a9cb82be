"""Make a country whose regions collaborate by a known mixture of two reasons.

A share omega of collaboration follows what regions make and what research elsewhere serves it. The
rest follows size and place alone. Regions tie by these rates, and what is to be predicted are the
pairs that tie next. Nothing of it uses a definition of the analysis. All numbers are our choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.distance import distance_matrix
from hypercluster.errors import SettingsError
from hypercluster.sources import make_pack
from hypercluster.synthesis.plan import GENERAL, numbered, tie_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd

    from hypercluster.sources import DataPack

FIELDS = 6  # fields of knowledge that industries need and research serves
CENTRES = 5  # places around which regions lie
ENTERPRISES, ORGANISATIONS = 250.0, 6.0  # of a region of size 1
SIZE_SPREAD = 0.8  # of the logarithm of size
HEAVY_TAIL = 1.3  # exponent of a Pareto law of sizes
ACTIVITY_SPREAD = 0.35  # of the logarithm of activity that size does not explain
DISTANCE_ELASTICITY, OFFSET_KM = 0.9, 50.0
MEAN_TIES = 0.6  # of a pair
NEXT = 2.0  # ties that are to be predicted over those of the same time
MECHANISM_SPREAD = 1.1  # of the logarithm of what industries and research lead to
HUBS = 0.1  # share of the regions that are the truth for hubs
BASIS = "our choice (synthetic data)"


@dataclass(frozen=True, eq=False, repr=False)
class Behaviour:
    """A synthetic pack, and the behaviour that made its ties.

    Attributes
    ----------
    pack
        The data, labelled synthetic.
    truth_regions
        One row a region: `region`, `activity` (how much it collaborates beside everything else,
        natural logarithm) and `is_hub`, the tenth with the highest expected ties.
    truth_linkages
        One row an unordered pair: `source`, `target`, `rate` (expected ties) and `ties_next`.
    parameters
        Options by name: the same give the same pack.
    """

    pack: DataPack
    truth_regions: pd.DataFrame
    truth_linkages: pd.DataFrame
    parameters: Mapping[str, float | int | bool]

    def __repr__(self) -> str:
        options = ", ".join(f"{name} {value}" for name, value in self.parameters.items())
        return f"<Behaviour: {options}>"


def behave(
    *,
    regions: int = 40,
    industries: int = 12,
    omega: float = 0.5,
    tie_coverage: float = 1.0,
    list_coverage: float = 1.0,
    is_heavy_tailed: bool = False,
    seed: int = 1,
) -> Behaviour:
    """Make a synthetic pack in which regions tie by a known mixture of two reasons.

    rate_rs = 0.6 ((1 - omega) G_rs/mean(G) + omega M_rs/mean(M)). G = A_r A_s / (d_rs + 50)^0.9 is
    gravity, with an activity A that size explains in part. ln M has standard deviation 1.1 and
    holds how far research in one region serves what the other makes, and how far both make what
    needs neighbouring fields of knowledge. Enterprises, organisations and ties are Poisson counts,
    mixes of industries Dirichlet draws. A pack shows counts and lists, never fields, activity or
    rates.

    Parameters
    ----------
    regions, industries
        How many: at least 12 and 6.
    omega
        Share of collaboration that industries and research decide, 0 (gravity alone) to 1.
    tie_coverage, list_coverage
        Share of ties and of organisations that the pack lists, above 0 to 1.
    is_heavy_tailed
        Whether sizes follow a Pareto law (exponent 1.3) and not a lognormal one.
    seed
        Of all random numbers.

    Returns
    -------
    Behaviour
        Pack, truth and parameters.

    Raises
    ------
    SettingsError
        An option is outside its range.

    Examples
    --------
    >>> world = behave(regions=20, omega=0.25)
    >>> world.pack.is_synthetic, len(world.truth_linkages), int(world.truth_regions["is_hub"].sum())
    (True, 190, 2)
    """
    import numpy as np
    import pandas as pd

    parameters = {
        "regions": regions,
        "industries": industries,
        "omega": omega,
        "tie_coverage": tie_coverage,
        "list_coverage": list_coverage,
        "is_heavy_tailed": is_heavy_tailed,
        "seed": seed,
    }
    _check(parameters)
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(regions, industries)))
    home, points = _places(regions, generator)
    size = (
        generator.pareto(HEAVY_TAIL, size=regions) + 0.3
        if is_heavy_tailed
        else np.exp(generator.normal(0.0, SIZE_SPREAD, size=regions))
    )
    skills = _mixed(generator.dirichlet(np.full(FIELDS, 0.8), CENTRES)[home], 3.0, 0.15, generator)
    # What an industry needs of each field, and what is made where.
    needs = generator.dirichlet(np.full(FIELDS, 0.25), industries)
    mixes = (skills @ needs.T) * np.exp(generator.normal(0.0, 0.7, size=industries))
    mixes = _mixed(mixes / mixes.sum(axis=1, keepdims=True), 12.0, 1e-3, generator)
    research = _mixed(0.5 * skills + 0.5 / FIELDS, 2.0, 0.2, generator)
    activity = 0.8 * np.log(size) + generator.normal(0.0, ACTIVITY_SPREAD, size=regions)
    rates = collaboration_rates(
        mixes @ needs, research, activity, distance_matrix(points), omega=omega
    )
    ties, following = (_counted(rates * share, generator) for share in (tie_coverage, NEXT))
    listed = generator.poisson(
        list_coverage * ORGANISATIONS * size**0.8 * np.exp(generator.normal(0.0, 0.3, regions))
    )
    counts = generator.poisson((ENTERPRISES * size)[:, None] * mixes)
    codes = np.array(numbered("R", regions))
    r, s = np.triu_indices(regions, k=1)
    expected = rates.sum(axis=1)
    hubs = np.argsort(-expected, kind="stable")[: max(1, round(HUBS * regions))]
    truth_regions = pd.DataFrame(
        {"region": codes, "activity": activity, "is_hub": np.isin(np.arange(regions), hubs)}
    )
    truth_linkages = pd.DataFrame(
        {"source": codes[r], "target": codes[s], "rate": rates[r, s], "ties_next": following[r, s]}
    )
    pack = make_pack(
        areas=points.assign(area=codes, name=[f"Synthetic region {code[1:]}" for code in codes]),
        enterprises=_long(counts, codes),
        organisations=_organisations(codes, listed, research, generator),
        ties=tie_table(codes, ties),
        title=f"Synthetic country of {regions} regions that collaborate",
        source=(
            "Synthetic data made by hypercluster "
            f"({', '.join(f'{name} {value:g}' for name, value in parameters.items())}); they "
            "describe no real place."
        ),
        is_synthetic=True,
        **_code_tables(needs),
    )
    return Behaviour(pack, truth_regions, truth_linkages, parameters)


def collaboration_rates(
    output: np.ndarray,
    research: np.ndarray,
    activity: np.ndarray,
    distances: np.ndarray,
    *,
    omega: float,
) -> np.ndarray:
    """Expected ties of every pair: a mixture of gravity and of what fits.

    Parameters
    ----------
    output, research
        Regions x fields: what production needs, and what research serves. Rows sum to 1.
    activity
        Natural logarithm of how much each region collaborates.
    distances
        Kilometres.
    omega
        Share of what fits.

    Returns
    -------
    ndarray
        Regions x regions, symmetric, mean 0.6 over pairs, 0 on the diagonal.
    """
    import numpy as np

    pairs = np.triu_indices(len(output), k=1)

    def standardised(values: np.ndarray) -> np.ndarray:
        scores: np.ndarray = (values - values[pairs].mean()) / values[pairs].std()
        return scores

    steps = np.abs(np.arange(FIELDS)[:, None] - np.arange(FIELDS))
    neighbouring = np.where(steps > 0, np.exp(-np.minimum(steps, FIELDS - steps)), 0.0)
    served = output @ research.T
    fits = 0.7 * standardised(served + served.T) + 0.5 * standardised(
        output @ neighbouring @ output.T
    )
    friction = DISTANCE_ELASTICITY * np.log(distances + OFFSET_KM)
    reasons = (
        np.exp(activity[:, None] + activity - friction),
        np.exp(MECHANISM_SPREAD * standardised(fits)),
    )
    gravity, mechanism = (values / values[pairs].mean() for values in reasons)
    rates: np.ndarray = MEAN_TIES * ((1 - omega) * gravity + omega * mechanism)
    np.fill_diagonal(rates, 0.0)
    return rates


def _check(parameters: Mapping[str, Any]) -> None:
    """Refuse what no country can be made from, all at once."""
    ranges = {
        "regions": (12, 2_000),
        "industries": (6, 1_000),
        "omega": (0, 1),
        "tie_coverage": (0.01, 1),
        "list_coverage": (0.01, 1),
        "seed": (0, 2**63 - 1),
    }
    wrong = [
        f"{name} from {low:g} to {high:g}; found {parameters[name]}"
        for name, (low, high) in ranges.items()
        if not low <= parameters[name] <= high
    ]
    if wrong:
        raise SettingsError(f"Expected {', and '.join(wrong)}. Change the options.")


def _places(regions: int, generator: np.random.Generator) -> tuple[np.ndarray, pd.DataFrame]:
    """Centre of each region, and its seat nearby."""
    import numpy as np
    import pandas as pd

    centres = generator.uniform((-8.0, -12.0), (8.0, 12.0), (CENTRES, 2))
    home = generator.integers(CENTRES, size=regions)
    degrees = centres[home] + generator.normal(0.0, 2.5, (regions, 2))
    # A degree of longitude is shorter: at 50 degrees north by cos(50).
    longitude = 60.0 + degrees[:, 1] / np.cos(np.radians(50.0))
    points = {"latitude": (50.0 + degrees[:, 0]).round(4), "longitude": longitude.round(4)}
    return home, pd.DataFrame(points)


def _mixed(
    shares: np.ndarray, weight: float, least: float, generator: np.random.Generator
) -> np.ndarray:
    """Dirichlet draws around shares, one a row."""
    import numpy as np

    return np.array([generator.dirichlet(least + weight * row) for row in shares])


def _counted(rates: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Poisson counts of unordered pairs, symmetric."""
    import numpy as np

    counts = np.triu(generator.poisson(rates), k=1)
    both: np.ndarray = counts + counts.T
    return both


def _long(counts: np.ndarray, codes: np.ndarray) -> pd.DataFrame:
    """Enterprises, one row a cell."""
    import numpy as np
    import pandas as pd

    regions, industries = counts.shape
    return pd.DataFrame(
        {
            "reporting_unit": np.repeat(codes, industries),
            "industry": np.tile(numbered("I", industries), regions),
            "count": counts.ravel(),
        }
    )


def _organisations(
    codes: np.ndarray, listed: np.ndarray, research: np.ndarray, generator: np.random.Generator
) -> pd.DataFrame:
    """Organisations with kind and focus, the focus by what research serves."""
    import numpy as np
    import pandas as pd

    kinds = (("company", "industry"), ("university", "education"), ("institute", "science"))
    region = np.repeat(np.arange(len(codes)), listed)
    names = np.array(numbered("O", len(region)))
    focuses = np.array([*numbered("F", FIELDS), "general"])
    subjects = [generator.choice(FIELDS, p=research[home]) for home in region]
    is_general = generator.random(len(region)) < GENERAL
    kind = generator.integers(len(kinds), size=len(region))
    return pd.DataFrame(
        {
            "organisation": names,
            "name": [f"Synthetic organisation {code[1:]}" for code in names],
            "kind": [kinds[k][0] for k in kind],
            "role": [kinds[k][1] for k in kind],
            "focus": focuses[np.where(is_general, FIELDS, np.array(subjects, dtype=int))],
            "area": codes[region],
            "confidence": "high",
        }
    )


def _code_tables(needs: np.ndarray) -> dict[str, pd.DataFrame]:
    """Industries and directions. What an industry needs is known with some error."""
    import numpy as np
    import pandas as pd

    industries, focuses = (np.array(numbered(*code)) for code in (("I", len(needs)), ("F", FIELDS)))
    directions = np.array(numbered("D", FIELDS))
    shares = (0.8 * needs + 0.2 / FIELDS).round(9)
    shares[:, 0] += 1 - shares.sum(axis=1)
    names = [f"Synthetic direction {code[1:]}" for code in directions]
    return {
        "industries": pd.DataFrame(
            {
                "industry": industries,
                "name": [f"Synthetic industry {code[1:]}" for code in industries],
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
        "industry_directions": pd.DataFrame(
            {
                "industry": np.repeat(industries, FIELDS),
                "direction": np.tile(directions, len(industries)),
                "share": shares.ravel().round(9),
                "basis": BASIS,
            }
        ),
        "focus_directions": pd.DataFrame(
            {"focus": focuses, "direction": directions, "share": 1.0, "basis": BASIS}
        ),
    }
