"""Do inputs speak of the same regions in the same order?

Labels are aligned or refused, never ignored. Frames and series carry region codes. Arrays and
sparse matrices do not: they are taken to be in the right order already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.errors import AnalysisError
from hypercluster.labels import FIRST_OFFENDERS, aligned

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Matrix: TypeAlias = csr_array[Any, Any] | np.ndarray
    Weights: TypeAlias = Matrix | pd.DataFrame
    Labels: TypeAlias = np.ndarray | pd.Series | Sequence[int]


def as_weights(weights: Weights) -> Matrix:
    """Matrix of weights without labels, columns in the order of the rows.

    Raises
    ------
    AnalysisError
        A frame has other regions in its columns than in its rows.
    """
    import pandas as pd

    if not isinstance(weights, pd.DataFrame):
        return weights
    frame = aligned(weights, columns=weights.index, name="columns of weights", like="rows")
    matrix: np.ndarray = frame.to_numpy(dtype=float)
    return matrix


def aligned_layers(
    layers: Mapping[str, Weights], regions: pd.Index | None = None
) -> dict[str, Matrix]:
    """Matrices of layers in one order of regions.

    Parameters
    ----------
    layers
        Symmetric weights by name.
    regions
        Order of the result. By default that of the first labelled layer.

    Raises
    ------
    AnalysisError
        Labels of a layer are not those of the others, or its size is another.
    """
    import pandas as pd

    regions = region_order(*layers.values()) if regions is None else regions
    plain: dict[str, Matrix] = {}
    for name, weights in layers.items():
        frame = weights
        if isinstance(frame, pd.DataFrame):
            frame = aligned(frame, index=regions, name=f"regions of {name}", like="other layers")
            frame = aligned(frame, columns=regions, name=f"columns of {name}", like="rows")
        plain[name] = as_weights(frame)
    size = next((matrix.shape[0] for matrix in plain.values()), 0)
    size = size if regions is None else len(regions)
    others = [
        f"{name} ({' x '.join(map(str, matrix.shape))})"
        for name, matrix in plain.items()
        if matrix.shape != (size, size)
    ]
    if others:
        raise AnalysisError(
            f"Expected layers over the same {size} regions; found {len(others)} others: "
            f"{', '.join(others[:FIRST_OFFENDERS])}. Give all of them in scheme order."
        )
    return plain


def aligned_list(layers: Sequence[Weights]) -> list[Matrix]:
    """Matrices of unnamed layers in the order of regions of the first labelled one."""
    return list(aligned_layers({f"layer {n}": w for n, w in enumerate(layers, start=1)}).values())


def aligned_labels(
    labels: Mapping[str, Labels], regions: pd.Index | None = None
) -> dict[str, np.ndarray]:
    """Communities of each partition in one order of regions.

    Parameters
    ----------
    labels
        Community of each region, by name of the partition.
    regions
        Order of the result. By default that of the first labelled partition.

    Raises
    ------
    AnalysisError
        Partitions are of other regions, or of another number of them.
    """
    import numpy as np
    import pandas as pd

    regions = region_order(*labels.values()) if regions is None else regions
    plain = {
        name: np.asarray(
            aligned(values, index=regions, name=f"regions of {name}", like="other inputs")
            if isinstance(values, pd.Series)
            else values
        )
        for name, values in labels.items()
    }
    sizes = list(dict.fromkeys(len(values) for values in plain.values()))
    if len(sizes) > 1:
        raise AnalysisError(
            f"Expected partitions of the same regions; found {' and '.join(map(str, sizes))} "
            "labels. Give one label a region, in the same order."
        )
    return plain


def region_order(*values: Any) -> pd.Index | None:
    """Region codes of the first frame or series, None where nothing has labels."""
    import pandas as pd

    frames = (value for value in values if isinstance(value, pd.DataFrame | pd.Series))
    return next((frame.index for frame in frames), None)
