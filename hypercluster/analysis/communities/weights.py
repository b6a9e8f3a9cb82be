"""How much should each layer count? Weights learned from ties that were held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.alignment import aligned_layers
from hypercluster.analysis.communities.partitions import multiplex_partition
from hypercluster.errors import AnalysisError
from hypercluster.scaling import modularity_norm

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    from hypercluster.analysis.alignment import Weights

FOLDS = 5
LEAST_TIES = 50
LEAST_OUTSIDE = 10
MOST_DENSE = 0.5


def learned_weights(
    layers: Mapping[str, Weights],
    observed: Sequence[str],
    *,
    gamma: float = 1.0,
    folds: int = FOLDS,
    seed: int = 1,
) -> dict[str, float]:
    """Layer weights learned from held-out ties.

    A weight is the log-odds that a tie lies inside a community that it did not help to form. The
    ties of all observed layers are dealt into folds. Communities (multiplex Leiden, layers on the
    common scale) are searched without one fold and its ties are looked up in them. With i held-out
    ties of layer l inside and o outside, and c the chance that a random pair of regions is inside,
    w_l = max(0, log((i + 1/2)/(o + 1/2)) - log(c/(1 - c))), over all folds.

    Derived and modelled layers have no ties to hold out: every pair of regions follows from the
    same profiles. They take part in the search for communities and get the mean weight of the
    observed ones (our choice).

    Parameters
    ----------
    layers
        Symmetric weights by name, each in its own unit.
    observed
        Layers whose ties were measured one by one.
    gamma
        Resolution.
    folds
        Parts that are held out in turn (our choice: 5).
    seed
        Start of the random numbers.

    Returns
    -------
    dict
        Weight of every layer, with mean 1 over the observed ones.

    Raises
    ------
    AnalysisError
        Layers are over different regions. Or learning would be circular: there is no observed
        layer, one has fewer than 50 ties or more than half of all pairs tied, or fewer than 10 of
        its held-out ties lie outside communities, so that the odds rest on nothing. Or no layer
        tells inside from outside.

    References
    ----------
    Our choice, after the planted-partition log-odds of Newman, M. E. J. (2016). Physical Review E
    94, 052315. doi:10.1103/PhysRevE.94.052315

    Examples
    --------
    >>> import numpy as np
    >>> n, generator = 40, np.random.default_rng(1)
    >>> inside = np.kron(np.eye(4), np.ones((10, 10)))
    >>> def ties(rates):
    ...     upper = np.triu(generator.random((n, n)) < rates, k=1).astype(float)
    ...     return upper + upper.T
    >>> layers = {"clear": ties(0.05 + 0.4 * inside), "blurred": ties(0.2 + 0.1 * inside)}
    >>> {name: round(w, 1) for name, w in learned_weights(layers, list(layers)).items()}
    {'clear': 1.9, 'blurred': 0.1}
    """
    import numpy as np
    from scipy.sparse import csr_array

    if not observed:
        _refuse(["no layer was observed; derived and modelled ties follow from the same profiles"])
    absent = [name for name in observed if name not in layers]
    if absent:
        raise AnalysisError(
            f"Expected observed layers among {', '.join(layers)}; found {absent[0]!r}. Name layers "
            "that are given."
        )
    matrices = {name: csr_array(matrix) for name, matrix in aligned_layers(layers).items()}
    ties = {name: _upper(matrices[name]) for name in observed}
    n = next(iter(matrices.values())).shape[0]
    _refuse(_unfit(ties, n * (n - 1) // 2))
    generator = np.random.default_rng(seed)
    fold = {
        name: generator.permutation(np.arange(len(layer)) % folds) for name, layer in ties.items()
    }
    inside = dict.fromkeys(observed, 0)
    chances = []
    for number in range(folds):
        training = dict(matrices)
        for name in observed:
            training[name] = _symmetric(ties[name][fold[name] != number], n)
        labels = multiplex_partition(
            [_scaled(weights) for weights in training.values()], gamma=gamma, restarts=3, seed=seed
        )
        sizes = np.bincount(labels)
        chances.append(float((sizes * (sizes - 1)).sum() / (n * (n - 1))))
        for name in observed:
            source, target = ties[name][fold[name] == number, :2].T.astype(int)
            inside[name] += int((labels[source] == labels[target]).sum())
    chance = float(np.mean(chances))
    outside = {name: len(ties[name]) - inside[name] for name in observed}
    problems = [
        f"{name}: only {number} of {len(ties[name])} held-out ties lie outside communities"
        for name, number in outside.items()
        if number < LEAST_OUTSIDE
    ]
    _refuse(problems if 0 < chance < 1 else [*problems, "the other layers find no communities"])
    base = np.log(chance / (1 - chance))
    odds = {
        name: max(0.0, float(np.log((inside[name] + 0.5) / (outside[name] + 0.5)) - base))
        for name in observed
    }
    mean = float(np.mean(list(odds.values())))
    if mean == 0:
        _refuse(["no observed layer has more ties inside communities than chance"])
    return {name: odds.get(name, mean) / mean for name in layers}


def _unfit(ties: Mapping[str, np.ndarray], pairs: int) -> list[str]:
    """Why observed layers cannot bear learning: too few ties, or too many."""
    problems = []
    for name, layer in ties.items():
        if len(layer) < LEAST_TIES:
            problems.append(
                f"{name}: {len(layer)} ties, and at least {LEAST_TIES} are needed to hold some out"
            )
        elif len(layer) > MOST_DENSE * pairs:
            problems.append(
                f"{name}: {len(layer)} of {pairs} pairs are tied, so that a tie says little"
            )
    return problems


def _refuse(problems: list[str]) -> None:
    """Raise AnalysisError where there are problems."""
    if problems:
        raise AnalysisError(
            "Expected layers whose weights can be learned without circularity; found: "
            f"{'; '.join(problems)}. Give weights in [layers.weights] with "
            "layers.weighting = 'given'."
        )


def _upper(weights: csr_array[Any, Any]) -> np.ndarray:
    """Ties of a layer: source, target and weight, one row a pair."""
    import numpy as np
    from scipy.sparse import find, triu

    return np.column_stack(find(triu(weights, k=1)))


def _symmetric(ties: np.ndarray, n: int) -> csr_array[Any, Any]:
    """Weights of a layer with these ties."""
    from scipy.sparse import csr_array

    half = csr_array((ties[:, 2], ties[:, :2].T.astype(int)), shape=(n, n))
    return csr_array(half + half.T)


def _scaled(weights: csr_array[Any, Any]) -> csr_array[Any, Any]:
    """Weights on the common scale."""
    from scipy.sparse import csr_array

    norm = modularity_norm(weights)
    return csr_array(weights / norm) if norm > 0 else weights
