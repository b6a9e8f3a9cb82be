"""Which industries go together, and how close is a region to those it lacks?

`M` is a table regions x industries of specialisations between 0 and 1; `proximity` a square table
industries x industries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def proximity(specialisations: pd.DataFrame) -> pd.DataFrame:
    """Proximity of industries: the smaller of P(i | j) and P(j | i) over regions.

    phi_ij = n_ij / max(n_i, n_j) with n_i the number of regions specialised in i and n_ij in both.

    Parameters
    ----------
    specialisations
        Regions x industries, 0 or 1. Regions with missing values do not count. Give reporting units, not parts of
        them: a region and its copy would count twice.

    Returns
    -------
    DataFrame
        Industries x industries, symmetric, 1 on the diagonal; missing for an industry nobody is specialised in.

    References
    ----------
    Hidalgo, C. A. et al. (2007). Science 317, 482-487. doi:10.1126/science.1144581

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1, 0], "gas": [1, 0, 0]}, dtype=float)
    >>> float(proximity(M).loc["oil", "gas"])
    0.5
    """
    import numpy as np
    import pandas as pd

    matrix = specialisations.dropna().to_numpy(dtype=float)
    both = matrix.T @ matrix
    number = np.diag(both)
    larger = np.maximum.outer(number, number)
    with np.errstate(invalid="ignore"):
        values = np.where((number[:, None] > 0) & (number[None, :] > 0), both / larger, np.nan)
    return pd.DataFrame(values, index=specialisations.columns, columns=specialisations.columns)


def _weights(proximities: pd.DataFrame, *, has_diagonal: bool) -> np.ndarray:
    """Proximities as plain weights: missing counts nothing, and the diagonal only if asked for."""
    import numpy as np

    weights: np.ndarray = np.nan_to_num(proximities.to_numpy(dtype=float))
    if not has_diagonal:
        np.fill_diagonal(weights, 0.0)
    return weights


def relatedness_density(specialisations: pd.DataFrame, proximities: pd.DataFrame, *, has_diagonal: bool = False) -> pd.DataFrame:
    """Relatedness density: how much of what is related to an industry a region already has, in percent.

    RD_ri = 100 sum_j phi_ij M_rj / sum_j phi_ij, over j other than i unless `has_diagonal` (our choice: excluded,
    so that an industry does not explain itself).

    Returns
    -------
    DataFrame
        Regions x industries, 0 to 100. Missing for a region with missing specialisations and for an
        industry related to nothing.

    References
    ----------
    Hidalgo, C. A. et al. (2007). doi:10.1126/science.1144581; Boschma, R., Balland, P.-A. & Kogler, D. F. (2015).
    Industrial and Corporate Change 24, 223-250. doi:10.1093/icc/dtu012
    """
    import numpy as np
    import pandas as pd

    weights = _weights(proximities, has_diagonal=has_diagonal)
    related = weights.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = 100 * (specialisations.to_numpy(dtype=float) @ weights) / np.where(related > 0, related, np.nan)
    return pd.DataFrame(values, index=specialisations.index, columns=specialisations.columns)


def density_added(receiver: np.ndarray, giver: np.ndarray, proximities: pd.DataFrame, *, has_diagonal: bool = False) -> np.ndarray:
    """Relatedness density that one region would add to another, in percent.

    RDadd_i = 100 sum_j phi_ij max(M_sj - M_rj, 0) / sum_j phi_ij. For 0/1 specialisations the added part
    is M_sj (1 - M_rj); for values between (our choice: min(LQ, 1)) the union of both is their maximum.

    Parameters
    ----------
    receiver, giver
        Specialisations of r and s, last axis industries; leading axes broadcast.
    proximities
        Industries x industries.

    Returns
    -------
    ndarray
        One value an industry, 0 to 100; missing for an industry related to nothing.

    References
    ----------
    Balland, P.-A. & Boschma, R. (2021). Regional Studies 55, 1059-1070. doi:10.1080/00343404.2020.1861240
    """
    import numpy as np

    weights = _weights(proximities, has_diagonal=has_diagonal)
    related = weights.sum(axis=0)
    added = np.maximum(giver - receiver, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        values: np.ndarray = 100 * (added @ weights) / np.where(related > 0, related, np.nan)
    return values
