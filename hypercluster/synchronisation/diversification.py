"""Level 3: diversification. Industries a region lacks, by what it has that is related, and by what partners could add."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hypercluster.indicators.relatedness import aligned_proximities, density_added
from hypercluster.labels import aligned
from hypercluster.rankings import competition_ranks
from hypercluster.synchronisation.context import (
    Context,
    describe_single,
    same_macroregion,
    with_description,
)
from hypercluster.synchronisation.flags import diversification_flags, flag_text
from hypercluster.synchronisation.score import graded_specialisation
from hypercluster.words import Name, join

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def partners_density(
    location_quotients: pd.DataFrame,
    proximities: pd.DataFrame,
    observed: np.ndarray,
    *,
    threshold: float = 1.0,
) -> pd.DataFrame:
    """Density that partners add to an industry: sum_s o_rs RDadd_{i,r<-s} / sum_s o_rs over observed ties, in percent.

    Missing for a region without observed ties: over all regions it would only restate 100 - own density.

    Parameters
    ----------
    location_quotients
        Regions x industries.
    proximities
        Industries x industries.
    observed
        Weights of observed ties, regions x regions.
    threshold
        As for `specialised`.

    References
    ----------
    Balland, P.-A. & Boschma, R. (2021). doi:10.1080/00343404.2020.1861240
    """
    import numpy as np
    import pandas as pd

    proximities = aligned_proximities(
        proximities, location_quotients.columns, like="location quotients"
    )
    graded = graded_specialisation(location_quotients, threshold=threshold).to_numpy(dtype=float)
    added = density_added(graded[:, None, :], graded[None, :, :], proximities)
    known = ~np.isnan(graded).all(axis=1)
    weights = np.where(known[None, :], observed, 0.0)
    total = weights.sum(axis=1)
    summed = np.einsum("rs,rsi->ri", weights, np.where(known[None, :, None], added, 0.0))
    values = np.divide(
        summed, total[:, None], out=np.full_like(summed, np.nan), where=total[:, None] > 0
    )
    values[~known] = np.nan
    return pd.DataFrame(values, index=location_quotients.index, columns=location_quotients.columns)


def diversification_scores(
    location_quotients: pd.DataFrame, density: pd.DataFrame, *, threshold: float = 1.0
) -> np.ndarray:
    """Own relatedness density of every industry below the threshold; missing where the region has it or density is missing."""
    import numpy as np

    density = aligned(
        density,
        index=location_quotients.index,
        columns=location_quotients.columns,
        name="densities",
        like="location quotients",
    )
    lacks = location_quotients.round(9).to_numpy(dtype=float) < threshold
    return np.where(lacks, density.to_numpy(dtype=float), np.nan)


def diversification_table(
    names: pd.Series,
    counts: pd.DataFrame,
    location_quotients: pd.DataFrame,
    *,
    density: pd.DataFrame,
    partners: pd.DataFrame,
    industries: pd.DataFrame,
    threshold: float = 1.0,
) -> pd.DataFrame:
    """Industries below the threshold in each region, ranked by own relatedness density.

    Parameters
    ----------
    names
        Name of each region.
    counts, location_quotients, density, partners
        Regions x industries; `partners` from `partners_density`.
    industries
        The pack's table.
    threshold
        Location quotient from which a region has an industry.
    """
    import numpy as np
    import pandas as pd

    lacking = (location_quotients.round(9) < threshold).to_numpy()
    row, column = np.nonzero(lacking)
    codes, kinds = names.index.to_numpy(), counts.columns.to_numpy()
    values = density.to_numpy(dtype=float)[row, column]
    rounded = pd.Series(np.round(values, 9))
    table = pd.DataFrame(
        {
            "region": codes[row],
            "region_name": names.to_numpy()[row],
            "industry": kinds[column],
            "industry_name": industries.set_index("industry")["name"]
            .reindex(kinds[column])
            .to_numpy(),
            "rank": pd.array(competition_ranks(values), dtype="Int64"),
            "is_tied": rounded.duplicated(keep=False).astype("boolean").where(rounded.notna()),
            "relatedness_density": values,
            "partners_density": partners.to_numpy(dtype=float)[row, column],
            "location_quotient": location_quotients.to_numpy(dtype=float)[row, column],
            "count": counts.to_numpy(dtype=float)[row, column],
        }
    )
    return table.sort_values(
        ["rank", "region", "industry"], na_position="last", kind="stable"
    ).reset_index(drop=True)


def describe_diversification(
    table: pd.DataFrame,
    context: Context,
    regions: pd.DataFrame,
    partner_regions: dict[tuple[str, str], list[str]],
    *,
    related: pd.Series,
) -> pd.DataFrame:
    """Add directions, technologies, organisations and vectors, with the partner regions given for each row.

    `related` counts the industries each one is related to: a density over one or two of them is weak evidence and flagged.
    """
    import pandas as pd

    described = []
    for row in table.itertuples():
        partners = partner_regions.get((row.region, row.industry), [])
        found = describe_single(context, row.region, row.industry, partners)
        flags = diversification_flags(
            Name(row.region_name),
            is_allocated=bool(regions.at[row.region, "is_allocated"]),
            related=int(related[row.industry]),
            has_ties=not math.isnan(row.partners_density),
        )
        described.append(
            {
                **found,
                "partner_regions": join([str(regions.at[partner, "name"]) for partner in partners]),
                "is_within_macroregion": same_macroregion(
                    regions["macroregion"], row.region, partners
                ),
                "flags": flag_text(flags),
            }
        )
    return with_description(table, pd.DataFrame(described, index=table.index))


def adding_partners(
    location_quotients: pd.DataFrame,
    proximities: pd.DataFrame,
    observed: np.ndarray,
    *,
    threshold: float = 1.0,
    most: int = 3,
) -> dict[tuple[str, str], list[str]]:
    """Tied regions that would add most density to each industry a region lacks: tie weight x density added, best first."""
    import numpy as np

    proximities = aligned_proximities(
        proximities, location_quotients.columns, like="location quotients"
    )
    graded = graded_specialisation(location_quotients, threshold=threshold).to_numpy(dtype=float)
    added = (
        np.nan_to_num(density_added(graded[:, None, :], graded[None, :, :], proximities))
        * observed[:, :, None]
    )
    codes, kinds = location_quotients.index, location_quotients.columns
    order = np.argsort(-np.round(added, 9), axis=1, kind="stable")
    return {
        (str(codes[r]), str(kinds[i])): [
            str(codes[s]) for s in order[r, :, i][:most] if added[r, s, i] > 0
        ]
        for r in range(len(codes))
        for i in range(len(kinds))
    }
