"""Do inputs speak of the same regions in the same order?

Labels are aligned or refused, never ignored. Frames and series carry region codes, arrays and sparse matrices do not. Labelled inputs are brought
into one order. Unlabelled ones are taken to be in that order already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    Matrix: TypeAlias = csr_array[Any, Any] | np.ndarray
    Weights: TypeAlias = Matrix | pd.DataFrame
    Labels: TypeAlias = np.ndarray | pd.Series | Sequence[int]

MOST_NAMED = 5


def as_weights(weights: Weights) -> Matrix:
    """Matrix of weights without labels, columns in the order of the rows.

    Raises
    ------
    AnalysisError
        A frame has other regions in its columns than in its rows.
    """
    import numpy as np
    import pandas as pd

    if not isinstance(weights, pd.DataFrame):
        return weights
    order = positions(weights.columns, weights.index, name="its columns", reference="the rows")
    return np.asarray(weights.to_numpy(dtype=float)[:, order])


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
    regions = region_order(*layers.values()) if regions is None else regions
    plain = {name: as_weights(weights) for name, weights in layers.items()}
    for name, weights in layers.items():
        labels = region_order(weights)
        if labels is not None and regions is not None:
            order = positions(labels, regions, name=name, reference="the other layers")
            plain[name] = plain[name][order][:, order]
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
            f"{', '.join(others[:MOST_NAMED])}. Give all of them in scheme order."
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

    regions = region_order(*labels.values()) if regions is None else regions
    plain = {name: np.asarray(values) for name, values in labels.items()}
    for name, values in labels.items():
        index = region_order(values)
        if index is not None and regions is not None:
            order = positions(index, regions, name=name, reference="the other inputs")
            plain[name] = plain[name][order]
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


def positions(labels: pd.Index, regions: pd.Index, *, name: str, reference: str) -> np.ndarray:
    """Where each region stands among the labels.

    Parameters
    ----------
    labels
        Region codes of an input.
    regions
        The same codes in the order of the result.
    name, reference
        What carries the labels and the regions, for the message.

    Raises
    ------
    AnalysisError
        The codes are not the same, or one stands twice.
    """
    import numpy as np

    problems = [
        f"{len(codes)} {reason} ({', '.join(map(str, codes[:MOST_NAMED]))})"
        for reason, codes in (
            ("twice", labels[labels.duplicated()].unique()),
            (f"not in {reference}", labels.difference(regions, sort=False).unique()),
            (f"not in {name}", regions.difference(labels, sort=False).unique()),
        )
        if len(codes)
    ]
    if problems:
        raise AnalysisError(
            f"Expected the regions of {reference} in {name}, each once; found "
            f"{' and '.join(problems)}. Give both over the same regions, in any order."
        )
    return np.asarray(labels.get_indexer(regions))
