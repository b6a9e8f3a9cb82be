"""What would one more tie do to the whole network? Laplacian spectrum of the aggregate.

More ties do not always help: the eigenratio lambda_N/lambda_2, which rules synchronisability, can rise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.analysis.alignment import as_weights

if TYPE_CHECKING:
    import numpy as np

LARGEST_SPECTRUM = 84


def network_effects(aggregate: np.ndarray) -> dict[str, np.ndarray]:
    """Effect on the whole network of adding a tie of median weight to each pair.

    Parameters
    ----------
    aggregate
        Symmetric weights, an array or a labelled table.

    Returns
    -------
    dict
        Regions x regions, symmetric, diagonal 0. `network_effect`: relative fall of the Kirchhoff index, exact:
        dK/K = w |L+(e_r - e_s)|^2 / ((1 + w R_rs) tr L+), w the median of the weights above 0, R_rs the effective
        resistance. `network_effect_residual`: what is left after the two regions' own effects
        (a + u_r + u_s by least squares). `lambda2_change`, `eigenratio_change`: relative changes of lambda_2 and of
        lambda_N/lambda_2, missing above 84 regions (one spectrum a pair is then too much). All missing where the network
        is not connected (K is infinite).

    References
    ----------
    Klein, D. J. & Randic, M. (1993). Journal of Mathematical Chemistry 12, 81-95. doi:10.1007/BF01164627;
    Duan, Z., Chen, G. & Huang, L. (2007). Physical Review E 76, 056103. doi:10.1103/PhysRevE.76.056103
    """
    import numpy as np

    aggregate = np.asarray(as_weights(aggregate), dtype=float)
    n = len(aggregate)
    names = ("network_effect", "network_effect_residual", "lambda2_change", "eigenratio_change")
    missing = {name: np.full((n, n), np.nan) for name in names}
    if n < 3 or not (aggregate > 0).any():
        return missing
    laplacian = np.diag(aggregate.sum(axis=1)) - aggregate
    values = np.linalg.eigvalsh(laplacian)
    if values[1] < 1e-10 * values[-1]:
        return missing
    w = float(np.median(aggregate[np.triu(aggregate > 0, k=1)]))
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    diagonal = np.diag(inverse)
    resistance = diagonal[:, None] + diagonal[None, :] - 2 * inverse
    squared = inverse @ inverse
    length = np.diag(squared)[:, None] + np.diag(squared)[None, :] - 2 * squared
    effect = w * length / ((1 + w * resistance) * np.trace(inverse))
    exact = {"network_effect": effect, "network_effect_residual": two_way_residual(effect)}
    return {
        **missing,
        **exact,
        **(_spectral_changes(laplacian, values, w) if n <= LARGEST_SPECTRUM else {}),
    }


def two_way_residual(effect: np.ndarray) -> np.ndarray:
    """Residual of a symmetric pair value on the two ends' own effects: y_rs = a + u_r + u_s + e_rs, sum u = 0.

    Closed form of least squares over all pairs r < s; diagonal 0.
    """
    import numpy as np

    n = len(effect)
    off = effect - np.diag(np.diag(effect))
    mean = off.sum() / (n * (n - 1))
    own = (off.sum(axis=1) - (n - 1) * mean) / (n - 2) if n > 2 else np.zeros(n)
    residual = off - mean - own[:, None] - own[None, :]
    np.fill_diagonal(residual, 0.0)
    return np.asarray(residual)


def _spectral_changes(laplacian: np.ndarray, values: np.ndarray, w: float) -> dict[str, np.ndarray]:
    """Relative change of lambda_2 and of lambda_N/lambda_2 for every pair, one exact spectrum each."""
    import numpy as np

    n = len(laplacian)
    lambda2, ratio = np.zeros((n, n)), np.zeros((n, n))
    first, second = np.triu_indices(n, k=1)
    for start in range(0, len(first), 1024):
        r, s = first[start : start + 1024], second[start : start + 1024]
        changed = np.repeat(laplacian[None], len(r), axis=0)
        pair = np.arange(len(r))
        for i, j, sign in ((r, r, 1), (s, s, 1), (r, s, -1), (s, r, -1)):
            changed[pair, i, j] += sign * w
        after = np.linalg.eigvalsh(changed)
        lambda2[r, s] = lambda2[s, r] = after[:, 1] / values[1] - 1
        ratio[r, s] = ratio[s, r] = (after[:, -1] / after[:, 1]) / (values[-1] / values[1]) - 1
    return {"lambda2_change": lambda2, "eigenratio_change": ratio}
