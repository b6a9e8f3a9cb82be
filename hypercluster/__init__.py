"""Analyse regional hyperclusters as multilayer networks.

>>> import hypercluster as hc
>>> pack = hc.load_pack()
>>> results = hc.analyse(pack, scheme="study", settings=hc.Settings().with_run(draws=0))
>>> int(results.hubs["rank"].min())
1

The public names stand in `__init__.pyi`, each with its module. They load on first use, so that
`import hypercluster` stays light.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
