"""The score of a linkage and its parts, as matrices regions x regions.

Row r receives, column s gives. Every part lies on its own fixed bounds and is never divided by the
sample's maximum, so that a score means the same in every run and its parts add up to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hypercluster.errors import AnalysisError
from hypercluster.indicators import arrays
from hypercluster.indicators.checks import refuse_negative
from hypercluster.indicators.relatedness import aligned_proximities

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Values = TypeVar("Values", float, np.ndarray, pd.Series)


def graded_specialisation(
    location_quotients: pd.DataFrame, *, threshold: float = 1.0
) -> pd.DataFrame:
    """Specialisation between 0 and 1: min(LQ / threshold, 1).

    Graded, so that near misses count as such (our choice).
    """
    return (location_quotients / threshold).clip(upper=1.0)


def complementarity(
    location_quotients: pd.DataFrame, proximities: pd.DataFrame, *, threshold: float = 1.0
) -> np.ndarray:
    """What each region could add to another.

    c_{r<-s} = mean of RDadd_{i,r<-s}/100 over the industries i that r lacks, with RDadd of
    `density_added` for *graded* specialisations M = min(LQ / threshold, 1) (our choice). With
    0 and 1, as in the source, a partner would add all of an industry in which r just fails to be
    specialised. Graded, it adds what r lacks of it.

    Parameters
    ----------
    location_quotients
        Regions x industries. r lacks i where LQ_ri < threshold (to 1e-9).
    proximities
        Industries x industries. Another order of the same industries is aligned.
    threshold
        As for `specialised`.

    Returns
    -------
    ndarray
        Regions x regions in row order, row r receives and column s gives, 0 to 1. 0 where r lacks
        nothing. Missing on the diagonal and for a region without enterprises. Industries related to
        no other do not count.

    Raises
    ------
    AnalysisError
        The proximities are of other industries or not symmetric, or a quotient is negative.

    References
    ----------
    Balland, P.-A. & Boschma, R. (2021). Regional Studies 55, 1059-1070.
    doi:10.1080/00343404.2020.1861240

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> quotients = pd.DataFrame({"oil": [2.0, 0.5], "gas": [0.0, 2.0], "wool": [0.0, 0.0]})
    >>> phi = pd.DataFrame(1.0, index=quotients.columns, columns=quotients.columns)
    >>> complementarity(quotients, phi).tolist()  # b has half of oil: a adds the other half
    [[nan, 0.25], [0.125, nan]]
    """
    refuse_negative(location_quotients, "location quotients", remedy="Make them of counts.")
    proximities = aligned_proximities(
        proximities, location_quotients.columns, like="location quotients"
    )
    return complementarity_of_arrays(
        location_quotients.to_numpy(dtype=float), proximities.to_numpy(dtype=float), threshold
    )


def complementarity_of_arrays(
    quotients: np.ndarray, proximities: np.ndarray, threshold: float
) -> np.ndarray:
    """Complementarity of location quotients and proximities without labels."""
    import numpy as np

    graded = quotients / threshold
    graded = np.where(graded > 1.0, 1.0, graded)
    weights = arrays.relatedness_weights(proximities, has_diagonal=False)
    gain = np.maximum(graded[None, :, :] - graded[:, None, :], 0.0)
    added = arrays.relatedness_density(gain, weights) / 100
    # An industry related to none has no density, so nobody can lack it.
    lacks = (np.round(quotients, 9) < threshold)[:, None, :] & (weights.sum(axis=0) > 0)
    number = lacks.sum(axis=2)
    total = np.where(lacks, added, 0.0).sum(axis=2)
    value = np.divide(total, number, out=np.zeros_like(total), where=number > 0)
    is_empty = np.isnan(graded).all(axis=1)
    value[is_empty, :] = np.nan
    value[:, is_empty] = np.nan
    np.fill_diagonal(value, np.nan)
    return np.asarray(value)


def untapped(observed: np.ndarray, has_organisations: np.ndarray) -> np.ndarray:
    """How much of a pair is not yet tied: 1/(1 + o_rs), 0 to 1.

    o_rs is the summed weight of observed ties. Missing where a side has no organisation listed,
    because nobody there could have a tie.
    """
    import numpy as np

    value: np.ndarray = 1.0 / (1.0 + observed)
    value[~has_organisations, :] = np.nan
    value[:, ~has_organisations] = np.nan
    return value


def linkage_score(
    profile: np.ndarray,
    match: np.ndarray | None,
    *,
    factor: np.ndarray,
    profile_weight: float = 0.5,
) -> dict[str, np.ndarray]:
    """Score of every pair and its parts.

    score_{r<-s} = f(d) x untapped x (w_1 profile_{r<-s} + w_2 match_{r<-s}) with w_2 = 1 - w_1 (our
    choice of form). The pair has the mean of both directions.

    Parameters
    ----------
    profile
        Complementarity (directed) or similarity (symmetric), regions x regions, 0 to 1.
    match
        Directed capability match, 0 to 1. None switches the part off and gives the profile all the
        weight.
    factor
        Distance factor x untapped, symmetric, 0 to 1.
    profile_weight
        w_1, 0 to 1 (our choice: 0.5).

    Returns
    -------
    dict
        `profile_part` and `capability_part`, symmetric; `score`, their exact sum; `directed`, the
        score of r from s. All regions x regions, missing where an input is.

    Raises
    ------
    AnalysisError
        The weight lies outside 0 to 1, or a matrix is not of the same regions x regions.

    Examples
    --------
    >>> import numpy as np
    >>> profile, match = np.array([[0, 0.5], [0.3, 0]]), np.array([[0, 0.2], [0.4, 0]])
    >>> parts = linkage_score(profile, match, factor=np.ones((2, 2)))
    >>> {name: round(part[0, 1].item(), 3) for name, part in parts.items()}
    {'profile_part': 0.2, 'capability_part': 0.15, 'score': 0.35, 'directed': 0.35}
    """
    import numpy as np

    if not 0 <= profile_weight <= 1:
        raise AnalysisError(
            f"Expected a profile weight between 0 and 1; found {profile_weight}. "
            "The capability match has the rest."
        )
    shapes = {"profile": profile, "match": profile if match is None else match, "factor": factor}
    n = len(profile)
    others = [
        f"{name} ({' x '.join(map(str, np.shape(matrix)))})"
        for name, matrix in shapes.items()
        if np.shape(matrix) != (n, n)
    ]
    if others:
        raise AnalysisError(
            f"Expected matrices over the same {n} x {n} regions; found {', '.join(others)}. "
            "Give all of them in the same order of regions."
        )
    weight = 1.0 if match is None else profile_weight
    match = np.zeros_like(profile) if match is None else match
    profile_part, capability_part = score_parts(
        (profile + profile.T) / 2, (match + match.T) / 2, factor=factor, profile_weight=weight
    )
    return {
        "profile_part": profile_part,
        "capability_part": capability_part,
        "score": profile_part + capability_part,
        "directed": factor * (weight * profile + (1 - weight) * match),
    }


def score_parts(
    profile: Values, match: Values, *, factor: Values, profile_weight: float
) -> tuple[Values, Values]:
    """What industries and what capability add to the score, value by value.

    Their sum is the score.

    Parameters
    ----------
    profile, match
        Complementarity or similarity, and capability match.
    factor
        Distance factor x untapped.
    profile_weight
        w_1, 0 to 1.

    Examples
    --------
    >>> score_parts(0.8, 0.4, factor=0.5, profile_weight=0.75)
    (0.30000000000000004, 0.05)
    """
    return factor * (profile_weight * profile), factor * ((1 - profile_weight) * match)


def variance_shares(parts: pd.DataFrame) -> pd.Series:
    """Share of the variance of a sum that each part contributes.

    It is cov(part, sum)/var(sum), and the shares sum to 1. A negative one says that the part runs
    against the score. Missing where the score does not vary.
    """
    import numpy as np
    import pandas as pd

    complete = parts.dropna()
    total = complete.sum(axis=1)
    variance = float(total.var(ddof=0)) if len(total) else 0.0
    if variance < 1e-18:
        return pd.Series(np.nan, index=parts.columns)
    return complete.apply(
        lambda part: float(((part - part.mean()) * (total - total.mean())).mean()) / variance
    )
