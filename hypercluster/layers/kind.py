"""What is a kind of layer, and when does a pack have no such layer?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError
from hypercluster.network import AGGREGATE, STATUSES, Layer, layer_from_matrix

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.inputs import Inputs
    from hypercluster.settings import Settings
    from hypercluster.words import Note


@dataclass(frozen=True)
class Absent:
    """Why a run has no layer of a kind.

    The reason is a note, which is shown in every language, or an English text. It ends the sentence
    "The layer is absent: ...".
    """

    reason: Note | str


def no_details(inputs: Inputs, settings: Settings) -> Mapping[str, Any]:  # noqa: ARG001
    """Nothing to add to the record of a layer."""
    return {}


@dataclass(frozen=True)
class LayerKind:
    """All that the package needs to know of one kind of layer.

    Attributes
    ----------
    name
        Name of the layer.
    build
        Function of inputs and settings. It returns symmetric weights, regions x regions in scheme
        order with 0 for no tie, or `Absent`.
    status
        `observed`, `derived` or `modelled`, as `Layer` has them.
    meaning
        What the weight is, more being stronger. `{...}` stands for a value of `details`.
    unit
        Unit of the weight.
    tables
        Tables of the pack that the layer is made from. Packs may supply ties of a kind that is
        made from `ties` alone. The other names are reserved.
    is_allocated
        Whether ties rest on counts, which are allocated where a region is part of a unit.
    details
        Function of inputs and settings that returns the values named in `meaning`, and a `note`
        on what a reader must know of the layer.
    """

    name: str
    build: Callable[[Inputs, Settings], np.ndarray | Absent]
    status: str
    meaning: str
    unit: str
    tables: str
    is_allocated: bool = False
    details: Callable[[Inputs, Settings], Mapping[str, Any]] = no_details

    def __post_init__(self) -> None:
        if self.status not in STATUSES or self.name == AGGREGATE:
            raise AnalysisError(
                f"Expected a name other than {AGGREGATE!r} and a status of {', '.join(STATUSES)} "
                f"for a kind of layer; found {self.name!r}, {self.status!r}. Correct the record."
            )

    def weights(self, inputs: Inputs, settings: Settings) -> np.ndarray | Absent:
        """Weights of the layer, checked, as regions x regions in scheme order.

        Raises
        ------
        AnalysisError
            The record builds something other than weights of the regions.
        """
        import numpy as np

        weights = self.build(inputs, settings)
        if isinstance(weights, Absent):
            return weights
        n = len(inputs.scheme.index)
        if weights.shape != (n, n) or not (np.isfinite(weights) & (weights >= 0)).all():
            raise AnalysisError(
                f"Expected finite weights of at least 0 for {n} x {n} regions from the layer "
                f"{self.name!r}; found {'others' if weights.shape == (n, n) else weights.shape}. "
                "Correct its build: 0 is no tie."
            )
        return weights

    def layer(
        self, weights: np.ndarray, regions: pd.Index, *, note: str = "", **values: Any
    ) -> Layer:
        """Layer of this kind from its weights, with values for its meaning and a note."""
        return Layer(
            self.name,
            layer_from_matrix(weights, regions),
            status=self.status,
            meaning=self.meaning.format(**values),
            unit=self.unit,
            tables=self.tables,
            note=note,
        )
