"""The names of the package: what is listed loads, and nothing heavy loads before it is used."""

from __future__ import annotations

import subprocess
import sys

import hypercluster as hc


def test_every_public_name_loads_and_is_listed():
    assert [name for name in hc.__all__ if not hasattr(hc, name)] == []
    assert dir(hc) == hc.__all__
    assert hc.__all__ == sorted(set(hc.__all__))


def test_a_star_import_brings_the_public_names():
    names: dict[str, object] = {}
    exec("from hypercluster import *", names)  # noqa: S102
    assert {name: names[name] for name in hc.__all__} == {
        name: getattr(hc, name) for name in hc.__all__
    }


def test_a_name_that_is_no_public_name_is_refused():
    assert not hasattr(hc, "no_such_name")


def test_importing_the_package_loads_no_library():
    code = (
        "import sys; before = set(sys.modules); import hypercluster; print(*set(sys.modules) - "
        "before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    packages = {name.partition(".")[0] for name in done.stdout.split()}
    assert packages - sys.stdlib_module_names == {"hypercluster"}


def test_the_version_is_that_of_the_distribution():
    from importlib.metadata import version

    assert hc.__version__ == version("hypercluster")
