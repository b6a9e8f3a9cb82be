"""The score of a linkage and its parts, as matrices regions x regions.

Row r receives, column s gives. Every part lies on its own fixed bounds and is never divided by the sample's
maximum, so that a score means the same in every run and its parts add up to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hypercluster.indicators.relatedness import aligned_proximities, density_added

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Values = TypeVar("Values", float, np.ndarray, pd.Series)


def graded_specialisation(
    location_quotients: pd.DataFrame, *, threshold: float = 1.0
) -> pd.DataFrame:
    """Specialisation between 0 and 1: min(LQ / threshold, 1) (our choice, so that near misses count as such)."""
    return (location_quotients / threshold).clip(upper=1.0)


def complementarity(
    location_quotients: pd.DataFrame, proximities: pd.DataFrame, *, threshold: float = 1.0
) -> np.ndarray:
    """What each region could add to another: c_{r<-s} = mean of RDadd_{i,r<-s}/100 over industries i that r lacks.

    Parameters
    ----------
    location_quotients
        Regions x industries; r lacks i where LQ_ri < threshold.
    proximities
        Industries x industries.
    threshold
        As for `specialised`.

    Returns
    -------
    ndarray
        Regions x regions, 0 to 1; 0 where r lacks nothing; missing on the diagonal and for a region without enterprises.

    References
    ----------
    Balland, P.-A. & Boschma, R. (2021). Regional Studies 55, 1059-1070. doi:10.1080/00343404.2020.1861240
    """
    import numpy as np

    proximities = aligned_proximities(
        proximities, location_quotients.columns, like="location quotients"
    )
    graded = graded_specialisation(location_quotients, threshold=threshold).to_numpy(dtype=float)
    added = density_added(graded[:, None, :], graded[None, :, :], proximities) / 100
    lacks = (location_quotients.round(9).to_numpy(dtype=float) < threshold)[:, None, :] & ~np.isnan(
        proximities_known(proximities)
    )
    number = lacks.sum(axis=2)
    total = np.where(lacks, added, 0.0).sum(axis=2)
    value = np.divide(total, number, out=np.zeros_like(total), where=number > 0)
    empty = np.isnan(graded).all(axis=1)
    value[empty, :] = np.nan
    value[:, empty] = np.nan
    np.fill_diagonal(value, np.nan)
    return np.asarray(value)


def proximities_known(proximities: pd.DataFrame) -> np.ndarray:
    """1.0 for industries related to some other, missing for those related to none: they have no density."""
    import numpy as np

    weights = np.nan_to_num(proximities.to_numpy(dtype=float))
    related = weights.sum(axis=0) - np.diag(weights)
    return np.where(related > 0, 1.0, np.nan)


def untapped(observed: np.ndarray, has_organisations: np.ndarray) -> np.ndarray:
    """How much of a pair is not yet tied: 1/(1 + o_rs), o the summed weight of observed ties.

    Missing where a side has no organisation listed, because nobody there could have a tie.
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

    score_{r<-s} = f(d) x untapped x (w_1 x profile_{r<-s} + w_2 x match_{r<-s}), w_2 = 1 - w_1; the pair has the mean
    of both directions.

    Parameters
    ----------
    profile
        Complementarity (directed) or similarity (symmetric).
    match
        Directed capability match; None switches the part off and gives the profile all the weight.
    factor
        Distance factor x untapped, symmetric.
    profile_weight
        w_1, 0 to 1 (our choice: 0.5).

    Returns
    -------
    dict
        `profile_part` and `capability_part`, symmetric; `score`, their exact sum; `directed`, the score of r from s.
    """
    import numpy as np

    weight = 1.0 if match is None else profile_weight
    matched = np.zeros_like(profile) if match is None else match
    profile_part, capability_part = score_parts(
        (profile + profile.T) / 2, (matched + matched.T) / 2, factor=factor, profile_weight=weight
    )
    return {
        "profile_part": profile_part,
        "capability_part": capability_part,
        "score": profile_part + capability_part,
        "directed": factor * (weight * profile + (1 - weight) * matched),
    }


def score_parts(
    profile: Values, match: Values, *, factor: Values, profile_weight: float
) -> tuple[Values, Values]:
    """What industries and what capability add to the score, value by value; their sum is the score.

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
    """Share of the variance of a sum that each part contributes: cov(part, sum)/var(sum); the shares sum to 1.

    A negative share says that the part runs against the score. Missing where the score does not vary.
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
