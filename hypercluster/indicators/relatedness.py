"""Which industries go together, and how close is a region to those it lacks?

`M` is a table of regions x industries with specialisations of 0 or 1 (or graded ones between),
`phi` a square table of proximities, industries x industries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.indicators import arrays
from hypercluster.indicators.checks import (
    complete_specialisations,
    refuse_asymmetric,
    refuse_negative,
    refuse_ungraded,
    valid_specialisations,
)
from hypercluster.labels import aligned

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

NORMALISATIONS = ("association", "cosine", "jaccard", "steijn")


def cooccurrence(specialisations: pd.DataFrame) -> pd.DataFrame:
    """Co-occurrences of industries: the number of regions specialised in both.

    n_ij = sum_r M_ri M_rj.

    Parameters
    ----------
    specialisations
        M, regions x industries, 0 or 1. An industry that is missing everywhere is missing for
        itself. Of the others, regions with missing values do not count. Give reporting units, not
        parts of them: a region and its copy would count twice.

    Returns
    -------
    DataFrame
        Industries x industries, symmetric. The diagonal holds the number of regions specialised in
        the industry (its ubiquity). `attrs["regions"]` is the number of regions counted.

    Raises
    ------
    AnalysisError
        A specialisation is neither missing nor 0 or 1.

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1, 0], "gas": [1, 0, 0]})
    >>> cooccurrence(M)
         oil  gas
    oil  2.0  1.0
    gas  1.0  1.0
    """
    import pandas as pd

    complete = complete_specialisations(specialisations)
    matrix = complete.to_numpy(dtype=float)
    both = pd.DataFrame(matrix.T @ matrix, index=complete.columns, columns=complete.columns)
    both = both.reindex(index=specialisations.columns, columns=specialisations.columns)
    both.attrs.update({"convention": "diagonal: ubiquity", "regions": len(complete)})
    return both


def proximity(specialisations: pd.DataFrame) -> pd.DataFrame:
    """Proximity of industries: the smaller of P(i | j) and P(j | i) over regions.

    phi_ij = n_ij / max(n_i, n_j) with n_i the number of regions specialised in i and n_ij in both.

    Parameters
    ----------
    specialisations
        M, as for `cooccurrence`.

    Returns
    -------
    DataFrame
        Industries x industries, symmetric, 0 to 1, and 1 on the diagonal. Missing for an industry
        nobody is specialised in.

    Raises
    ------
    AnalysisError
        A specialisation is neither missing nor 0 or 1.

    References
    ----------
    Hidalgo, C. A. et al. (2007). Science 317, 482-487. doi:10.1126/science.1144581

    Examples
    --------
    >>> import pandas as pd
    >>> proximity(pd.DataFrame({"oil": [1, 1, 0], "gas": [1, 0, 0]}))
         oil  gas
    oil  1.0  0.5
    gas  0.5  1.0
    """
    import pandas as pd

    values = arrays.proximity(cooccurrence(specialisations).to_numpy(dtype=float))
    phi = pd.DataFrame(values, index=specialisations.columns, columns=specialisations.columns)
    phi.attrs["convention"] = "minimum conditional probability; diagonal 1"
    return phi


def relatedness(cooccurrences: pd.DataFrame, *, normalisation: str = "association") -> pd.DataFrame:
    """Relatedness of industries: co-occurrences over what their sizes lead to expect.

    With n_i the diagonal (ubiquities) and N the number of regions:

    - `association`: n_ij N / (n_i n_j), observed over expected if both were independent; 1 is
      chance.
    - `cosine`: n_ij / sqrt(n_i n_j), 0 to 1.
    - `jaccard`: n_ij / (n_i + n_j - n_ij), 0 to 1.

    With S_i = sum_{j != i} n_ij and T = sum_i S_i, both without the diagonal:

    - `steijn`: n_ij / E_ij with E_ij = (T/2)(S_i/T S_j/(T - S_i) + S_j/T S_i/(T - S_j)), the
      association strength of pairs drawn without repetition, an industry never with itself; 1 is
      chance.

    Margins from the diagonal (our choice for the first three) count regions that have an industry
    without a companion. Off-diagonal sums leave them out.

    Parameters
    ----------
    cooccurrences
        Industries x industries, from `cooccurrence`. `association` reads the number of regions
        from its `attrs["regions"]`.
    normalisation
        `association`, `cosine`, `jaccard` or `steijn`.

    Returns
    -------
    DataFrame
        Industries x industries, symmetric. Missing for an industry nobody is specialised in. For
        `steijn` also on the diagonal and for an industry that never co-occurs.

    Raises
    ------
    AnalysisError
        The normalisation is unknown, the number of regions is, or rows and columns are of
        different industries.

    References
    ----------
    Van Eck, N. J. & Waltman, L. (2009). JASIST 60, 1635-1651. doi:10.1002/asi.21075
    Steijn, M. P. A. (2021). Quantitative Science Studies 2, 778-794. doi:10.1162/qss_a_00122

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 1, 0, 0], "gas": [1, 0, 0, 0]})
    >>> relatedness(cooccurrence(M))  # gas is in one region of four, and that has oil
         oil  gas
    oil  2.0  2.0
    gas  2.0  4.0
    """
    import numpy as np
    import pandas as pd

    refuse_negative(cooccurrences, "co-occurrences", remedy="Make them with `cooccurrence`.")
    industries = cooccurrences.index
    cooccurrences = aligned(
        cooccurrences, columns=industries, name="columns of co-occurrences", like="rows"
    )
    both = cooccurrences.to_numpy(dtype=float)
    number = np.diag(both)
    with np.errstate(invalid="ignore", divide="ignore"):
        if normalisation == "association":
            values = both * _regions(cooccurrences) / np.outer(number, number)
        elif normalisation == "cosine":
            values = both / np.sqrt(np.outer(number, number))
        elif normalisation == "jaccard":
            values = both / (np.add.outer(number, number) - both)
        elif normalisation == "steijn":
            values = _steijn(both)
        else:
            raise AnalysisError(
                f"Expected a normalisation of {', '.join(NORMALISATIONS)}; "
                f"found {normalisation!r}. Choose one of these."
            )
    is_present = number > 0
    table = pd.DataFrame(
        np.where(np.logical_and.outer(is_present, is_present), values, np.nan),
        index=industries,
        columns=industries,
    )
    margins = "off-diagonal sums" if normalisation == "steijn" else "diagonal (ubiquities)"
    table.attrs["convention"] = f"{normalisation}; margins: {margins}"
    return table


def _regions(cooccurrences: pd.DataFrame) -> int:
    """Number of regions behind co-occurrences."""
    if "regions" not in cooccurrences.attrs:
        raise AnalysisError(
            "Expected co-occurrences that know their number of regions (attrs['regions']); "
            "found none. Make them with `cooccurrence`."
        )
    return int(cooccurrences.attrs["regions"])


def _steijn(both: np.ndarray) -> np.ndarray:
    """Co-occurrences over those expected when pairs are drawn without repetition."""
    import numpy as np

    pairs = np.nan_to_num(both)
    np.fill_diagonal(pairs, 0.0)
    margins = pairs.sum(axis=1)
    total = margins.sum()
    # First i, then j among what is left once i is drawn.
    in_order = margins[:, None] / total * margins[None, :] / (total - margins[:, None])
    values = pairs / (total / 2 * (in_order + in_order.T))
    np.fill_diagonal(values, np.nan)
    return np.asarray(values)


def aligned_proximities(
    proximities: pd.DataFrame, industries: pd.Index, *, like: str = "specialisations"
) -> pd.DataFrame:
    """Proximities in the order of the industries of another table.

    Raises
    ------
    AnalysisError
        They are of other industries, or not symmetric (to 1e-9 of the largest), or one is negative
        or infinite.
    """
    import numpy as np

    refuse_negative(proximities, "proximities", remedy="Give 0 for what is unrelated.")
    table = aligned(
        proximities, index=industries, columns=industries, name="proximities", like=like
    )
    values = np.nan_to_num(table.to_numpy(dtype=float))
    refuse_asymmetric(values, "proximities")
    return table


def relatedness_density(
    specialisations: pd.DataFrame, proximities: pd.DataFrame, *, has_diagonal: bool = False
) -> pd.DataFrame:
    """Relatedness density: how much of what is related to an industry a region has.

    In percent, RD_ri = 100 sum_j phi_ij M_rj / sum_j phi_ij.

    Parameters
    ----------
    specialisations
        M, regions x industries, 0 to 1.
    proximities
        phi, industries x industries, at least 0. Another order of the same industries is aligned.
        Missing ones count as 0.
    has_diagonal
        Whether j = i counts (our choice: not, so that an industry does not explain itself).

    Returns
    -------
    DataFrame
        Regions x industries, 0 to 100. Missing for a region with missing specialisations and for
        an industry related to nothing.

    Raises
    ------
    AnalysisError
        A specialisation is neither missing nor between 0 and 1, or the proximities are
        negative, not symmetric, or of other industries.

    References
    ----------
    Hidalgo, C. A. et al. (2007). Science 317, 482-487. doi:10.1126/science.1144581
    Boschma, R., Balland, P.-A. & Kogler, D. F. (2015). Industrial and Corporate Change 24,
    223-250. doi:10.1093/icc/dtu012

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 0], "gas": [0, 1], "wool": [0, 1]}, index=["a", "b"])
    >>> phi = pd.DataFrame(1.0, index=M.columns, columns=M.columns)
    >>> relatedness_density(M, phi)
         oil   gas  wool
    a    0.0  50.0  50.0
    b  100.0  50.0  50.0
    """
    import pandas as pd

    specialisations = valid_specialisations(specialisations, is_graded=True)
    proximities = aligned_proximities(proximities, specialisations.columns)
    weights = arrays.relatedness_weights(
        proximities.to_numpy(dtype=float), has_diagonal=has_diagonal
    )
    values = arrays.relatedness_density(specialisations.to_numpy(dtype=float), weights)
    density = pd.DataFrame(values, index=specialisations.index, columns=specialisations.columns)
    density.attrs["convention"] = _diagonal_text(has_diagonal=has_diagonal)
    return density


def _diagonal_text(*, has_diagonal: bool) -> str:
    """What a density does with the industry itself, as a convention."""
    return f"percent; diagonal {'included' if has_diagonal else 'excluded'}"


def density_added(
    receiver: np.ndarray,
    giver: np.ndarray,
    proximities: pd.DataFrame,
    *,
    has_diagonal: bool = False,
) -> np.ndarray:
    """Relatedness density that one region would add to another, in percent.

    RDadd_i = 100 sum_j phi_ij max(M_sj - M_rj, 0) / sum_j phi_ij. For 0/1 specialisations the
    added part is M_sj (1 - M_rj). For graded ones (our choice: min(LQ, 1)) the union of both is
    their maximum.

    Parameters
    ----------
    receiver, giver
        Specialisations of r and s, 0 to 1, last axis industries in the order of the proximities.
        Leading axes broadcast.
    proximities
        phi, industries x industries.
    has_diagonal
        As for `relatedness_density`.

    Returns
    -------
    ndarray
        One value an industry, 0 to 100. Missing where either side's specialisations are, and for
        an industry related to nothing.

    Raises
    ------
    AnalysisError
        A specialisation is neither missing nor between 0 and 1.

    References
    ----------
    Balland, P.-A. & Boschma, R. (2021). Regional Studies 55, 1059-1070.
    doi:10.1080/00343404.2020.1861240

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> phi = pd.DataFrame(np.ones((3, 3)))
    >>> density_added(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.5]), phi).tolist()
    [75.0, 25.0, 50.0]
    """
    import numpy as np

    for specialisations in (receiver, giver):
        refuse_ungraded(specialisations)
    weights = arrays.relatedness_weights(
        proximities.to_numpy(dtype=float), has_diagonal=has_diagonal
    )
    return arrays.relatedness_density(np.maximum(giver - receiver, 0.0), weights)


def complementary_linkages(
    specialisations: pd.DataFrame, proximities: pd.DataFrame, *, has_diagonal: bool = False
) -> pd.DataFrame:
    """Relatedness density that each region could gain from each other region.

    RDadd_{i,r<-s} of `density_added` for all ordered pairs: the region r receives what its partner
    s has and r lacks.

    Parameters
    ----------
    specialisations
        M, regions x industries, 0 to 1.
    proximities
        phi, industries x industries, at least 0. Another order of the same industries is aligned.
        Missing ones count as 0.
    has_diagonal
        As for `relatedness_density`.

    Returns
    -------
    DataFrame
        Tidy: `region`, `partner`, `industry`, `density_added` in percent, N (N - 1) K rows in the
        order of the table. Missing where either side's specialisations are, and for an industry
        related to nothing.

    Raises
    ------
    AnalysisError
        As for `relatedness_density`.

    References
    ----------
    Balland, P.-A. & Boschma, R. (2021). Regional Studies 55, 1059-1070.
    doi:10.1080/00343404.2020.1861240

    Examples
    --------
    >>> import pandas as pd
    >>> M = pd.DataFrame({"oil": [1, 0], "gas": [0, 1], "wool": [0, 0]}, index=["a", "b"])
    >>> phi = pd.DataFrame(1.0, index=M.columns, columns=M.columns)
    >>> complementary_linkages(M, phi).query("region == 'a'")
      region partner industry  density_added
    0      a       b      oil           50.0
    1      a       b      gas            0.0
    2      a       b     wool           50.0
    """
    import numpy as np
    import pandas as pd

    specialisations = valid_specialisations(specialisations, is_graded=True)
    proximities = aligned_proximities(proximities, specialisations.columns)
    matrix = specialisations.to_numpy()
    n, k = matrix.shape
    receivers, givers = (side[~np.eye(n, dtype=bool)] for side in np.indices((n, n)))
    added = density_added(matrix[receivers], matrix[givers], proximities, has_diagonal=has_diagonal)
    table = pd.DataFrame(
        {
            "region": specialisations.index.to_numpy()[np.repeat(receivers, k)],
            "partner": specialisations.index.to_numpy()[np.repeat(givers, k)],
            "industry": np.tile(specialisations.columns.to_numpy(), len(receivers)),
            "density_added": added.ravel(),
        }
    )
    table.attrs["convention"] = _diagonal_text(has_diagonal=has_diagonal)
    return table
