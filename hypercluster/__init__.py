"""Analyse regional hyperclusters as multilayer networks.

>>> import hypercluster as hc
>>> pack = hc.load_pack()
>>> results = hc.analyse(pack, scheme="study", settings=hc.Settings().with_run(draws=0))
>>> results.hubs["rank"].min()
1

Public names load on first use, so that `import hypercluster` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypercluster.actors import ActorGraph as ActorGraph
    from hypercluster.errors import AnalysisError as AnalysisError
    from hypercluster.errors import DataError as DataError
    from hypercluster.errors import HyperclusterError as HyperclusterError
    from hypercluster.errors import MissingExtraError as MissingExtraError
    from hypercluster.errors import OutputError as OutputError
    from hypercluster.errors import SchemeError as SchemeError
    from hypercluster.errors import SettingsError as SettingsError
    from hypercluster.network import Layer as Layer
    from hypercluster.network import RegionalNetwork as RegionalNetwork
    from hypercluster.output import read as read
    from hypercluster.output import write as write
    from hypercluster.pipeline import analyse as analyse
    from hypercluster.regions import RegionScheme as RegionScheme
    from hypercluster.regions import find_region as find_region
    from hypercluster.regions import region_scheme as region_scheme
    from hypercluster.results import Results as Results
    from hypercluster.settings import Settings as Settings
    from hypercluster.settings import load_settings as load_settings
    from hypercluster.sources import DataPack as DataPack
    from hypercluster.sources import load_pack as load_pack
    from hypercluster.sources import make_pack as make_pack

_HOMES = {
    "hypercluster.actors": ("ActorGraph",),
    "hypercluster.errors": (
        "AnalysisError",
        "DataError",
        "HyperclusterError",
        "MissingExtraError",
        "OutputError",
        "SchemeError",
        "SettingsError",
    ),
    "hypercluster.network": ("Layer", "RegionalNetwork"),
    "hypercluster.output": ("read", "write"),
    "hypercluster.pipeline": ("analyse",),
    "hypercluster.regions": ("RegionScheme", "find_region", "region_scheme"),
    "hypercluster.results": ("Results",),
    "hypercluster.settings": ("Settings", "load_settings"),
    "hypercluster.sources": ("DataPack", "load_pack", "make_pack"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)  # noqa: PLE0605

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name from its module on first use."""
        from importlib import import_module

        if name == "__version__":
            from importlib.metadata import version

            return version("hypercluster")
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted([*globals(), *_HOME, "__version__"])
