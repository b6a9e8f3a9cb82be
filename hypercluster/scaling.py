"""On which common scale, and with which weights, are layers added?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.errors import AnalysisError, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray


def modularity_norm(weights: Weights) -> float:
    """Frobenius norm of the modularity matrix B = A - k k'/2m, with its diagonal.

    It is 0 without ties. Dividing layers by it lets each carry the same community signal, whatever
    its density (our choice). Equal total weight would let the few affiliation ties decide every
    partition. From the ties alone:
    |B|^2 = sum A^2 - k'Ak/m + (k'k/2m)^2.
    """
    import numpy as np

    strength = np.asarray(weights.sum(axis=1)).ravel()
    total = strength.sum()
    if total == 0:
        return 0.0
    squares = float((weights * weights).sum())
    return float(
        np.sqrt(
            squares
            - 2 * (strength @ (weights @ strength)) / total
            + ((strength @ strength) / total) ** 2
        )
    )


def layer_scale(weights: Weights, *, scaling: str = "modularity_norm") -> float:
    """Divisor of a layer's weights before layers are added; 1 without ties."""
    if scaling == "none":
        return 1.0
    is_norm = scaling == "modularity_norm"
    scale = modularity_norm(weights) if is_norm else float(weights.sum()) / 2
    return scale if scale > 0 else 1.0


def normalised_weights(layers: Iterable[str], weights: Mapping[str, float]) -> dict[str, float]:
    """Layer weights that sum to 1 over the layers present. One not named counts 1.

    Raises
    ------
    AnalysisError
        A name is no layer of the network, or all weights are 0.
    """
    present = list(layers)
    unknown = [name for name in weights if name not in present]
    if unknown:
        raise AnalysisError(
            f"Expected weights of layers that are present; found {', '.join(unknown)}."
            f"{did_you_mean(unknown[0], present)} Layers present: {', '.join(present)}."
        )
    raw = {name: float(weights.get(name, 1.0)) for name in present}
    total = sum(raw.values())
    if raw and total == 0:
        raise AnalysisError(
            "Expected a layer weight above 0; found only zeros. Give at least one layer a weight."
        )
    return {name: value / total for name, value in raw.items()}
