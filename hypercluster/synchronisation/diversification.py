"""Level 3: diversification into industries that a region lacks.

They rank by what the region has that is related. Beside that stands what partners could add.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
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
    observed: pd.DataFrame | np.ndarray,
    *,
    threshold: float = 1.0,
) -> pd.DataFrame:
    """Density that partners add to an industry, over observed ties, in percent.

    sum_s o_rs RDadd_{i,r<-s} / sum_s o_rs, with RDadd of `density_added` for *graded*
    specialisations M = min(LQ / threshold, 1) (our choice). `relatedness_density` has 0 and 1, so
    that own density and partners' density do not add up.

    Parameters
    ----------
    location_quotients
        Regions x industries.
    proximities
        Industries x industries. Another order of the same industries is aligned.
    observed
        o, weights of observed ties, regions x regions: labelled, or in the order of the quotients.
    threshold
        As for `specialised`.

    Returns
    -------
    DataFrame
        Regions x industries, 0 to 100. Missing for a region without enterprises, an industry
        related to nothing, and a region without observed ties: over all regions the mean would only
        restate 100 - own density.

    Raises
    ------
    AnalysisError
        The proximities are of other industries, the ties of other regions, or a quotient is
        negative.

    References
    ----------
    Balland, P.-A. & Boschma, R. (2021). Regional Studies 55, 1059-1070.
    doi:10.1080/00343404.2020.1861240

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> quotients = pd.DataFrame({"oil": [2.0, 0.5], "gas": [0.0, 2.0]}, index=["a", "b"])
    >>> phi = pd.DataFrame(1.0, index=quotients.columns, columns=quotients.columns)
    >>> partners_density(quotients, phi, np.array([[0, 1], [1, 0]]))
         oil   gas
    a  100.0   0.0
    b    0.0  50.0
    """
    import numpy as np
    import pandas as pd

    proximities = aligned_proximities(
        proximities, location_quotients.columns, like="location quotients"
    )
    graded = graded_specialisation(location_quotients, threshold=threshold).to_numpy(dtype=float)
    added = density_added(graded[:, None, :], graded[None, :, :], proximities)
    observed = _observed(observed, location_quotients.index)
    has_mix = ~np.isnan(graded).all(axis=1)
    weights = np.where(has_mix[None, :], observed, 0.0)
    total = weights.sum(axis=1)
    summed = np.einsum("rs,rsi->ri", weights, np.where(has_mix[None, :, None], added, 0.0))
    values = np.divide(
        summed, total[:, None], out=np.full_like(summed, np.nan), where=total[:, None] > 0
    )
    values[~has_mix] = np.nan
    return pd.DataFrame(values, index=location_quotients.index, columns=location_quotients.columns)


def _observed(observed: pd.DataFrame | np.ndarray, regions: pd.Index) -> np.ndarray:
    """Weights of observed ties as a matrix in the order of the regions."""
    import numpy as np
    import pandas as pd

    if isinstance(observed, pd.DataFrame):
        observed = aligned(
            observed, index=regions, columns=regions, name="ties", like="location quotients"
        ).to_numpy()
    matrix = np.asarray(observed, dtype=float)
    if matrix.shape != (len(regions), len(regions)):
        raise AnalysisError(
            f"Expected ties of {len(regions)} x {len(regions)} regions; "
            f"found {' x '.join(map(str, matrix.shape))}. Give one row and column a region."
        )
    return matrix


def diversification_scores(
    location_quotients: pd.DataFrame, density: pd.DataFrame, *, threshold: float = 1.0
) -> np.ndarray:
    """Relatedness density of every industry that a region lacks.

    Parameters
    ----------
    location_quotients
        Regions x industries. A region lacks an industry below the threshold (to 1e-9).
    density
        Its own relatedness density, in percent. Another order of the same labels is aligned.
    threshold
        As for `specialised`.

    Returns
    -------
    ndarray
        Regions x industries, 0 to 100. Missing where the region has the industry or density is
        missing.

    Raises
    ------
    AnalysisError
        The densities are of other regions or industries.

    Examples
    --------
    >>> import pandas as pd
    >>> quotients = pd.DataFrame({"oil": [2.0], "gas": [0.2]}, index=["a"])
    >>> diversification_scores(quotients, pd.DataFrame({"gas": [60.0], "oil": [10.0]}, index=["a"]))
    array([[nan, 60.]])
    """
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
    """Industries that each region lacks, ranked by its own relatedness density.

    Parameters
    ----------
    names
        Name of each region.
    counts, location_quotients, density, partners
        Regions x industries, `partners` from `partners_density`.
    industries
        The pack's table.
    threshold
        Location quotient from which a region has an industry.
    """
    import numpy as np
    import pandas as pd

    row, column = np.nonzero((location_quotients.round(9) < threshold).to_numpy())
    regions, codes = names.index.to_numpy(), counts.columns.to_numpy()
    industry_names = industries.set_index("industry")["name"]
    values = density.to_numpy(dtype=float)[row, column]
    rounded = pd.Series(np.round(values, 9))
    table = pd.DataFrame(
        {
            "region": regions[row],
            "region_name": names.to_numpy()[row],
            "industry": codes[column],
            "industry_name": industry_names.reindex(codes[column]).to_numpy(),
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
    """Add directions, technologies, organisations, partner regions and vectors.

    `related` counts the industries each one is related to. A density over one or two of them is
    weak evidence and flagged.
    """
    import pandas as pd

    described = []
    for row in table.itertuples():
        partners = partner_regions.get((row.region, row.industry), [])
        description = describe_single(context, row.region, row.industry, partners)
        flags = diversification_flags(
            Name(row.region_name),
            is_allocated=bool(regions.at[row.region, "is_allocated"]),
            related=int(related[row.industry]),
            has_ties=not math.isnan(row.partners_density),
        )
        described.append(
            {
                **description,
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
    """Tied regions that would add most density to an industry, by region and industry.

    Best first by tie weight x density added, equal ones by code.
    """
    import numpy as np

    proximities = aligned_proximities(
        proximities, location_quotients.columns, like="location quotients"
    )
    graded = graded_specialisation(location_quotients, threshold=threshold).to_numpy(dtype=float)
    added = (
        np.nan_to_num(density_added(graded[:, None, :], graded[None, :, :], proximities))
        * observed[:, :, None]
    )
    regions, industries = location_quotients.index, location_quotients.columns
    by_code = np.argsort(regions.to_numpy(dtype=str), kind="stable")  # settles equal ones
    order = by_code[np.argsort(-np.round(added[:, by_code], 9), axis=1, kind="stable")]
    return {
        (str(region), str(industry)): [
            str(regions[s]) for s in order[r, :, i][:most] if added[r, s, i] > 0
        ]
        for r, region in enumerate(regions)
        for i, industry in enumerate(industries)
    }
