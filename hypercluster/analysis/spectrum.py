"""What would one more tie do to the whole network? Spectrum of its Laplacian.

More ties do not always help: the eigenratio lambda_N/lambda_2, which rules synchronisability, can
rise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.analysis.alignment import as_weights

if TYPE_CHECKING:
    import numpy as np

    from hypercluster.analysis.alignment import Weights

LARGEST_SPECTRUM = 84
EFFECTS = ("network_effect", "network_effect_residual", "lambda2_change", "eigenratio_change")


def network_effects(aggregate: Weights) -> dict[str, np.ndarray]:
    """Effect on the whole network of adding a tie of median weight to each pair.

    Parameters
    ----------
    aggregate
        Symmetric weights, dense or labelled.

    Returns
    -------
    dict
        Regions x regions, symmetric, diagonal 0, without a unit.

        - `network_effect`: relative fall of the Kirchhoff index K, exact:
          dK/K = w |L+(e_r - e_s)|^2 / ((1 + w R_rs) tr L+), w the median of the weights above 0,
          L+ the pseudoinverse of the Laplacian, R_rs the effective resistance;
        - `network_effect_residual`: what is left after the two regions' own effects
          (a + u_r + u_s by least squares);
        - `lambda2_change`, `eigenratio_change`: relative changes of lambda_2 and of
          lambda_N/lambda_2, missing above 84 regions (one spectrum a pair is then too much).

        All missing where the network is not connected (K is infinite) or has fewer than 3 regions.

    Raises
    ------
    AnalysisError
        A frame has other regions in its columns than in its rows.

    References
    ----------
    Klein, D. J. & Randic, M. (1993). Journal of Mathematical Chemistry 12, 81-95.
    doi:10.1007/BF01164627;
    Duan, Z., Chen, G. & Huang, L. (2007). Physical Review E 76, 056103.
    doi:10.1103/PhysRevE.76.056103

    Examples
    --------
    >>> import numpy as np
    >>> path = np.diag(np.ones(3), k=1) + np.diag(np.ones(3), k=-1)
    >>> network_effects(path)["network_effect"].round(2)[0].tolist()  # the ends gain most
    [0.0, 0.15, 0.37, 0.5]
    """
    import numpy as np

    weights = np.asarray(as_weights(aggregate), dtype=float)
    n = len(weights)
    effects = {name: np.full((n, n), np.nan) for name in EFFECTS}
    if n < 3 or not (weights > 0).any():
        return effects
    laplacian = np.diag(weights.sum(axis=1)) - weights
    eigenvalues = np.linalg.eigvalsh(laplacian)
    if eigenvalues[1] < 1e-10 * eigenvalues[-1]:
        return effects
    w = float(np.median(weights[np.triu(weights > 0, k=1)]))
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    # |L+(e_r - e_s)|^2 and R_rs follow from the entries of (L+)^2 and of L+.
    length, resistance = _differences(inverse @ inverse), _differences(inverse)
    effect = w * length / ((1 + w * resistance) * np.trace(inverse))
    effects |= {"network_effect": effect, "network_effect_residual": two_way_residual(effect)}
    if n <= LARGEST_SPECTRUM:
        effects |= _spectral_changes(laplacian, eigenvalues, w)
    return effects


def _differences(matrix: np.ndarray) -> np.ndarray:
    """Quadratic form (e_r - e_s)' M (e_r - e_s) of every pair."""
    import numpy as np

    diagonal = np.diag(matrix)
    differences: np.ndarray = diagonal[:, None] + diagonal[None, :] - 2 * matrix
    return differences


def two_way_residual(effect: np.ndarray) -> np.ndarray:
    """Residual of a symmetric pair value on the two ends' own effects.

    y_rs = a + u_r + u_s + e_rs with sum u = 0, by least squares over all pairs r < s. Diagonal 0.
    """
    import numpy as np

    n = len(effect)
    pairs = effect - np.diag(np.diag(effect))
    mean = pairs.sum() / (n * (n - 1))
    # With all pairs present, row sums solve the normal equations: that of region r is
    # (n - 1) a + (n - 1) u_r plus the sum of the others' u, which is -u_r.
    ends = (pairs.sum(axis=1) - (n - 1) * mean) / (n - 2) if n > 2 else np.zeros(n)
    residual = pairs - mean - ends[:, None] - ends[None, :]
    np.fill_diagonal(residual, 0.0)
    return np.asarray(residual)


def _spectral_changes(
    laplacian: np.ndarray, eigenvalues: np.ndarray, w: float
) -> dict[str, np.ndarray]:
    """Relative changes of lambda_2 and lambda_N/lambda_2, one exact spectrum a pair."""
    import numpy as np

    n = len(laplacian)
    lambda2, ratio = np.zeros((n, n)), np.zeros((n, n))
    first, second = np.triu_indices(n, k=1)
    # Spectra are computed for many pairs at once, in blocks that bound the memory.
    for start in range(0, len(first), 1024):
        r, s = first[start : start + 1024], second[start : start + 1024]
        changed = np.repeat(laplacian[None], len(r), axis=0)
        pair = np.arange(len(r))
        for i, j, sign in ((r, r, 1), (s, s, 1), (r, s, -1), (s, r, -1)):
            changed[pair, i, j] += sign * w
        after = np.linalg.eigvalsh(changed)
        ratio_before, ratio_after = eigenvalues[-1] / eigenvalues[1], after[:, -1] / after[:, 1]
        lambda2[r, s] = lambda2[s, r] = after[:, 1] / eigenvalues[1] - 1
        ratio[r, s] = ratio[s, r] = ratio_after / ratio_before - 1
    return {"lambda2_change": lambda2, "eigenratio_change": ratio}
