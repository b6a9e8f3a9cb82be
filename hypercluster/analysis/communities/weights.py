"""How much should each layer count? Weights learned from ties that were held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis.alignment import aligned_layers, as_weights
from hypercluster.analysis.communities.partitions import multiplex_partition
from hypercluster.errors import AnalysisError
from hypercluster.network import modularity_norm

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray | pd.DataFrame

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
    """Layer weights learned from held-out ties: the log-odds that a tie lies inside a community that it did not help to find.

    The ties of all observed layers are dealt into folds. Communities (multiplex Leiden, layers on the common scale) are found without one
    fold and its ties are looked up in them. With i held-out ties of layer l inside and o outside, and c the chance that a random pair of
    regions is inside, w_l = max(0, log((i + 1/2)/(o + 1/2)) - log(c/(1 - c))), over all folds; weights have mean 1.

    Derived and modelled layers have no ties to hold out: every pair of regions follows from the same profiles. They take part in finding
    communities and get the mean weight of the observed ones (our choice).

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
        Weight of every layer.

    Raises
    ------
    AnalysisError
        Learning would be circular: no observed layer; one with fewer than 50 ties or with more than half of all pairs tied; fewer than 10 of
        its held-out ties outside communities, so that the odds rest on nothing; or no layer that tells inside from outside.

    References
    ----------
    Our choice, after the planted-partition log-odds of Newman, M. E. J. (2016). Physical Review E 94, 052315. doi:10.1103/PhysRevE.94.052315
    """
    import numpy as np
    from scipy.sparse import csr_array

    problems = _problems(layers, observed)
    if problems:
        _refuse(problems)
    plain = {name: csr_array(matrix) for name, matrix in aligned_layers(layers).items()}
    ties = {name: _upper(plain[name]) for name in observed}
    generator = np.random.default_rng(seed)
    fold = {
        name: generator.permutation(np.arange(len(found[0])) % folds)
        for name, found in ties.items()
    }
    inside = dict.fromkeys(observed, 0)
    chances = []
    for number in range(folds):
        kept = {
            **plain,
            **{
                name: _without(ties[name], fold[name] == number, plain[name].shape[0])
                for name in observed
            },
        }
        labels = multiplex_partition(
            [_scaled(weights) for weights in kept.values()], gamma=gamma, restarts=3, seed=seed
        )
        sizes = np.bincount(labels)
        chances.append(float((sizes * (sizes - 1)).sum() / (len(labels) * (len(labels) - 1))))
        for name in observed:
            one, other, _ = (part[fold[name] == number] for part in ties[name])
            inside[name] += int((labels[one] == labels[other]).sum())
    chance = float(np.mean(chances))
    outside = {name: len(ties[name][0]) - inside[name] for name in observed}
    problems = [
        f"{name}: only {number} of {len(ties[name][0])} held-out ties lie outside communities"
        for name, number in outside.items()
        if number < LEAST_OUTSIDE
    ]
    if not 0 < chance < 1:
        problems.append("the other layers find no communities")
    if problems:
        _refuse(problems)
    odds = {
        name: max(
            0.0,
            float(
                np.log((inside[name] + 0.5) / (outside[name] + 0.5)) - np.log(chance / (1 - chance))
            ),
        )
        for name in observed
    }
    mean = float(np.mean(list(odds.values())))
    if mean == 0:
        _refuse(["no observed layer has more ties inside communities than chance"])
    return {name: odds.get(name, mean) / mean for name in layers}


def _problems(layers: Mapping[str, Weights], observed: Sequence[str]) -> list[str]:
    """Why the layers cannot bear learning, before anything is searched."""
    if not observed:
        return ["no layer was observed; derived and modelled ties follow from the same profiles"]
    absent = [name for name in observed if name not in layers]
    if absent:
        raise AnalysisError(
            f"Expected observed layers among {', '.join(layers)}; found {absent[0]!r}. Name layers that are given."
        )
    problems = []
    for name in observed:
        weights = as_weights(layers[name])
        n = weights.shape[0]
        number, pairs = int((weights > 0).sum()) // 2, n * (n - 1) // 2
        if number < LEAST_TIES:
            problems.append(
                f"{name}: {number} ties, and at least {LEAST_TIES} are needed to hold some out"
            )
        elif number > MOST_DENSE * pairs:
            problems.append(
                f"{name}: {number} of {pairs} pairs are tied, so that a tie says little"
            )
    return problems


def _refuse(problems: list[str]) -> None:
    raise AnalysisError(
        f"Expected layers whose weights can be learned without circularity; found: {'; '.join(problems)}. Give weights in [layers.weights] with layers.weighting = 'given'."
    )


def _upper(weights: csr_array[Any, Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from scipy.sparse import find, triu

    one, other, values = find(triu(weights, k=1))
    return one, other, values


def _without(
    ties: tuple[np.ndarray, np.ndarray, np.ndarray], held_out: np.ndarray, n: int
) -> csr_array[Any, Any]:
    """Weights of a layer without the ties held out."""
    from scipy.sparse import csr_array

    one, other, values = (part[~held_out] for part in ties)
    half = csr_array((values, (one, other)), shape=(n, n))
    return csr_array(half + half.T)


def _scaled(weights: csr_array[Any, Any]) -> csr_array[Any, Any]:
    from scipy.sparse import csr_array

    norm = modularity_norm(weights)
    return csr_array(weights / norm) if norm > 0 else weights
