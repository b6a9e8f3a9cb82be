"""Analyse regional hyperclusters as multilayer networks.

>>> import hypercluster as hc
>>> pack = hc.load_pack()
>>> results = hc.analyse(pack, scheme="study", settings=hc.Settings().with_run(draws=0))
>>> int(results.hubs["rank"].min())
1

The public names stand in `__init__.pyi`, each with its module. They load on first use, so that
`import hypercluster` stays light.
"""

__version__ = "0.1.0"


def __getattr__(name):  # noqa: ANN001, ANN202 - the stub says what there is
    """Public name, loaded now; the stub is read at the first."""
    # Imported by the first name, not with the package: the program hears a Ctrl-C before it.
    import lazy_loader

    lazy = dict(
        zip(
            ("__getattr__", "__dir__", "__all__"),
            lazy_loader.attach_stub(__name__, __file__),
            strict=True,
        )
    )
    globals().update(lazy)
    return lazy[name] if name in lazy else lazy["__getattr__"](name)


def __dir__():  # noqa: ANN202
    return __getattr__("__dir__")()
