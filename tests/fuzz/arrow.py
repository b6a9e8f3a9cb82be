"""Mutations of a Parquet file: bytes, types of columns, ways to write the same."""

from __future__ import annotations

import datetime as dt
import decimal
import io
import random
from collections.abc import Callable
from typing import Any

from .case import LOADS, REFUSED, SAME, SAYS
from .octets import DAMAGE

File = Callable[[bytes, random.Random], bytes]


def _on_table(change: Callable[[Any, random.Random], Any], **options: Any) -> File:
    """Read the table, change it, write it with these options."""

    def spoilt(content: bytes, chance: random.Random) -> bytes:
        from pyarrow import parquet

        table = change(parquet.read_table(io.BytesIO(content)), chance)
        out = io.BytesIO()
        parquet.write_table(table, out, **options)
        return out.getvalue()

    return spoilt


def _same(table: Any, chance: random.Random) -> Any:
    return table


def _retyped(kind: str, make: Callable[[Any, random.Random], Any]) -> Any:
    """Put another array in the stead of a column, any or of one kind (`string`, `double`...)."""

    def change(table: Any, chance: random.Random) -> Any:
        places = [
            place for place, column in enumerate(table.schema) if kind in ("", str(column.type))
        ]
        if not places:
            return table
        place = chance.choice(places)
        array = make(table.column(place).combine_chunks(), chance)
        return table.set_column(place, table.schema[place].name, array)

    return change


def _cast(kind: str, to: str) -> Any:
    import pyarrow as pa

    types = {"large": pa.large_string(), "float32": pa.float32(), "decimal": pa.decimal128(38, 5)}
    types |= {"double": pa.float64(), "uint8": pa.uint8(), "int32": pa.int32()}
    if to == "category":
        return _retyped(kind, lambda array, chance: array.dictionary_encode())
    return _retyped(kind, lambda array, chance: array.cast(types[to], safe=False))


def _filled(value: Any, type_: str = "") -> Any:
    """One value in every row."""
    import pyarrow as pa

    names = {"date": pa.date64, "ns": lambda: pa.timestamp("ns", tz="Nowhere/Else")}
    names |= {"us": lambda: pa.timestamp("us"), "binary": pa.binary, "list": lambda: None}

    def make(array: Any, chance: random.Random) -> Any:
        type_of = names[type_]() if type_ else None
        return pa.array([value] * len(array), type=type_of)

    return _retyped("", make)


def _bad_text(array: Any, chance: random.Random) -> Any:
    import pyarrow as pa

    cells = [b"\xff\xfe" if cell is not None else None for cell in array.to_pylist()]
    return pa.array(cells, pa.binary()).view(pa.string())


def _double_name(table: Any, chance: random.Random) -> Any:
    place = chance.randrange(table.num_columns)
    return table.append_column(table.schema[place].name, table.column(place))


def _odd_number(array: Any, chance: random.Random) -> Any:
    import pyarrow as pa

    cells = array.to_pylist()
    odd = [float("nan"), float("inf"), -0.0, 1e308, 5e-324, None, -1.5]
    cells[chance.randrange(len(cells))] = chance.choice(odd)
    return pa.array(cells, pa.float64())


def _columns_shuffled(table: Any, chance: random.Random) -> Any:
    return table.select(chance.sample(table.column_names, table.num_columns))


def _names_exchanged(table: Any, chance: random.Random) -> Any:
    names = list(table.column_names)
    a, b = chance.choices(range(len(names)), k=2)
    names[a], names[b] = names[b], names[a]
    return table.rename_columns(names)


def _many(content: bytes, chance: random.Random) -> bytes:
    """Thirty million rows in a small file."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    schema = parquet.read_schema(io.BytesIO(content))
    out = io.BytesIO()
    with parquet.ParquetWriter(out, pa.schema([("area", pa.int8())])) as writer:
        block = pa.table({"area": pa.array(np.zeros(3_000_000, "int8"))})
        for _ in range(10 if len(schema) else 0):
            writer.write_table(block)
    return out.getvalue()


PARQUET: dict[str, tuple[File, str]] = {
    **DAMAGE,
    "small row groups": (_on_table(_same, row_group_size=2), LOADS),
    "compressed": (_on_table(_same, compression="gzip"), LOADS),
    "plain": (_on_table(_same, compression="none", use_dictionary=False), LOADS),
    "older version": (_on_table(_same, version="1.0"), LOADS),
    "checksums and flips": (
        lambda content, chance: DAMAGE["flip"][0](
            _on_table(_same, write_page_checksum=True)(content, chance), chance
        ),
        SAYS,
    ),
    "plain and flips": (
        lambda content, chance: DAMAGE["flip"][0](
            _on_table(_same, compression="none", use_dictionary=False)(content, chance), chance
        ),
        SAYS,
    ),
    "columns in another order": (_on_table(_columns_shuffled), LOADS),
    "categories": (_on_table(_cast("string", "category")), LOADS),
    "large texts": (_on_table(_cast("string", "large")), LOADS),
    "single precision": (_on_table(_cast("double", "float32")), SAYS),
    "decimals": (_on_table(_cast("double", "decimal")), SAME),
    "floats for whole numbers": (_on_table(_cast("int64", "double")), SAME),
    "bytes for whole numbers": (_on_table(_cast("int64", "uint8")), SAYS),
    "bad UTF-8": (_on_table(_retyped("string", _bad_text)), REFUSED),
    "an odd number": (_on_table(_retyped("double", _odd_number)), SAYS),
    "a name twice": (_on_table(_double_name), REFUSED),
    "names of columns exchanged": (_on_table(_names_exchanged), SAYS),
    "whole numbers": (_on_table(_filled(1)), SAYS),
    "giant decimals": (
        _on_table(_filled(decimal.Decimal("1" * 60))),
        SAYS,
    ),
    "dates": (_on_table(_filled(dt.date(2020, 1, 1))), REFUSED),
    "dates out of range": (_on_table(_filled(2**62, "date")), REFUSED),
    "an unknown time zone": (_on_table(_filled(1, "ns")), REFUSED),
    "times out of range": (_on_table(_filled(2**62, "us")), REFUSED),
    "bytes": (_on_table(_filled(b"\xff01", "binary")), REFUSED),
    "lists": (_on_table(_filled(["01"])), REFUSED),
    "records": (_on_table(_filled({"a": 1})), REFUSED),
    "truths": (_on_table(_filled(value=True)), SAYS),
    "nothing": (_on_table(_filled(None)), SAYS),
    "no rows": (_on_table(lambda t, c: t.slice(0, 0)), REFUSED),
    "thirty million rows": (_many, REFUSED),
}
RARE = ("thirty million rows",)
