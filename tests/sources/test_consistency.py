"""Every kind of mistake inside and between tables is named with file, row, column and remedy."""

import pytest
from tiny import change, problem_of, problems_of

from hypercluster.errors import DataError
from hypercluster.layers import LAYERS
from hypercluster.network import AGGREGATE
from hypercluster.sources import load_pack


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "expected", "found", "remedy"),
    [
        ("enterprises", "count", "number", 1, "count", "this column", "no such column", "Add it: Enterprises; a unit and industry without a row count as 0, with a note. Or rename to it the column that holds this: 'number'."),
        ("enterprises", "reporting_unit", "reporting unit", 1, "reporting_unit", "this column", "no such column", "Rename column 'reporting unit'"),
        ("enterprises", "reporting_unit", "region", 1, "reporting_unit", "this column", "no such column", "Add it: Region of the reporting scheme that the count was published for. Or rename to it the column that holds this: 'region'."),
        ("enterprises", "reporting_unit", "region", 1, "region", "columns of enterprises only", "a column that this table does not have", "Rename it to 'reporting_unit' if it holds that, or remove it."),
        ("areas", "seat,", "saet,", 1, "saet", "columns of areas only", "a column that this table does not have", "Rename it to 'seat', or"),
        ("enterprises", ",10", ",ten", 2, "count", "a whole number", "'ten'", "Write digits only"),
        ("enterprises", ",10", ",-10", 2, "count", "a whole number of at least 0", "'-10'", "Correct the value"),
        ("enterprises", ",10", ",10.5", 2, "count", "a whole number", "'10.5'", "It has no fractions"),
        ("enterprises", ",10", ",n/a", 2, "count", "a whole number", "'n/a'", "Write the number, or leave the row out where it is not known."),
        ("areas", "60.0,30.0", "n/a,30.0", 2, "latitude", "a number", "'n/a'", "Write the number, or leave the cell empty where it is not known."),
        ("enterprises", ",10", ",", 2, "count", "a value", "an empty cell", "Write the number, or leave the row out where it is not known. Meaning: Enterprises; a unit and industry without a row count as 0, with a note."),
        ("enterprises", "D,fishing,6", "D,baking,6", 7, "reporting_unit, industry", "one row per reporting_unit and industry", "'D', 'baking' again, as in row 6", "Remove or"),
        ("enterprises", "C,baking", "C,bakign", 4, "industry", "a code of industries.industry (industries.csv)", "'bakign'", "Did you mean 'baking'?"),
        ("enterprises", "C,baking", "A,baking", 4, "reporting_unit", "a region of the reporting scheme 'units'", "'A'", "Did you mean 'AB'? Or name another reporting_scheme in pack.toml."),
        ("reported_totals", "C,12", "E,12", 3, "reporting_unit", "a region of the reporting scheme 'units'", "'E'", "Known: AB, C, D."),
        ("reported_totals", "C,12", "C,13", 3, "total", "the sum of the counts", "13, but the counts of 'C' sum to 12", "Correct the total, or the counts of 'C' in enterprises.csv."),
        ("schemes", "study,B,B", "study,B,A", 3, "scheme, area", "one row per scheme and area", "'study', 'A' again, as in row 2", "Remove or"),
        ("schemes", "study,A,A,,true", "study,A,A,,false", 2, "is_seat", "one area of each region as its seat", "none among 1 for region 'A' of scheme 'study'", "Set is_seat"),
        ("schemes", "study,CD,D,,false", "study,CD,D,,true", 4, "is_seat", "one area of each region as its seat", "2 among 2 for region 'CD' of scheme 'study'", "Set is_seat"),
        ("schemes", "study,CD,D,,", "study,CD,D,Other,", 5, "name", "the name of the region as in the row of its seat", "'Other'", "Write the same name"),
        ("schemes", "study,CD,D,", "study,CD,E,", 5, "area", "a code of areas.area (areas.csv)", "'E'", "Known: A, B, C, D."),
        ("areas", "60.0,30.0", "60.0,", 2, "longitude", "longitude where there is a latitude", "an empty cell", "Give both or neither."),
        ("areas", "60.0,30.0", "91,30.0", 2, "latitude", "a number from -90 to 90", "'91'", "Correct the value"),
        ("organisations", "o1,Bakery", "A,Bakery", 2, "organisation", "a code that no area has, since ties may join either", "'A'", "Rename one of the two."),
        ("organisations", ",medium,", ",middling,", 3, "confidence", "one of high, medium, low", "'middling'", "Known: high, medium, low."),
        ("organisations", "low,o3", "low,o4", 5, "duplicate_of", "another organisation", "the row's own code 'o4'", "Name the other one"),
        ("organisations", "low,o3", "low,O3", 5, "duplicate_of", "a code of organisations.organisation (organisations.csv)", "'O3'", "Did you mean 'o3'?"),
        ("organisations", ",g1,bread,A", ",g2,bread,A", 2, "group", "a code of groups.group (groups.csv)", "'g2'", "Known: g1."),
        ("contiguity", "B,C", "B,B", 3, "source, target", "two different ends", "'B' twice", "Remove the row"),
        ("contiguity", "B,C", "B,A", 3, "source, target", "each undirected pair once", "'B' and 'A', reversed in row 2", "Remove one of the two rows"),
        ("ties", "digital,A,C", "digital,A,A", 2, "source, target", "two different ends", "'A' twice", "Remove the row"),
        ("ties", "digital,o1,o3,1.5", "digital,C,A,1", 3, "source, target", "each undirected pair once", "'C' and 'A', reversed in row 2", "Remove one"),
        ("ties", "digital,A,C", "digital,A,o2", 2, "source, target", "two areas or two organisations", "an area 'A' and an organisation 'o2'", "Give both ends"),
        ("ties", "digital,A,C", "digital,A,Z", 2, "target", "a code of an area or an organisation", "'Z'", "Known: "),
        ("ties", "digital,A,C", "geography,A,C", 2, "layer", "a layer name that is not reserved", "'geography'", "The layer of that name is made"),
        ("industry_directions", "d2,0.75", "d2,0.7", 3, "share", "shares of each industry that sum to 1", "0.95 for 'fishing'", "Correct the shares."),
        ("focus_directions", "d1,1,", "d1,0.999,", 2, "share", "shares of each focus that sum to 1", "0.999 for 'bread'", "Correct the shares."),
        ("focus_directions", "d1,1,", "d9,1,", 2, "direction", "a code of technologies.direction (technologies.csv)", "'d9'", "Known: d1, d2."),
    ],
)  # fmt: skip
def test_every_kind_of_mistake_is_named_with_file_row_column_and_remedy(
    tiny_folder, file, old, new, row, column, expected, found, remedy
):
    change(tiny_folder, f"{file}.csv", old, new)
    problems = [
        problem
        for problem in problems_of(load_pack, tiny_folder)
        if (problem.expected, problem.column) == (expected, column)
    ]
    assert len(problems) == 1
    assert (problems[0].file, problems[0].row, problems[0].found) == (f"{file}.csv", row, found)
    assert problems[0].remedy.startswith(remedy)


def test_all_problems_of_all_files_come_in_one_message(tiny_folder):
    change(tiny_folder, "pack.toml", "vintage", "vintaeg")
    change(tiny_folder, "areas.csv", "60.0", "sixty")
    change(tiny_folder, "enterprises.csv", ",10", ",-1")
    change(tiny_folder, "ties.csv", "A,C", "A,Z")
    (tiny_folder / "groups.csv").unlink()
    with pytest.raises(DataError) as caught:
        load_pack(tiny_folder)
    message = str(caught.value)
    assert message.startswith("5 problems in the input data:\n")
    for part in (
        "pack.toml:",
        "areas.csv, row 2, column 'latitude'",
        "enterprises.csv, row 2, column 'count'",
        "ties.csv, row 2",
        "groups.csv:",
    ):
        assert part in message


def test_problems_come_by_file_row_and_column_whatever_check_made_them(tiny_folder):
    change(tiny_folder, "pack.toml", 'default_scheme = "study"', 'default_scheme = "studies"')
    change(tiny_folder, "enterprises.csv", "C,baking,4", "C,bakign,-4")
    change(tiny_folder, "enterprises.csv", ",10", ",ten")
    change(tiny_folder, "enterprises.csv", "D,fishing,6", "X,fishing,six")
    places = [(p.file, p.row, p.column) for p in problems_of(load_pack, tiny_folder)]
    assert places == [
        ("pack.toml", None, None),
        ("enterprises.csv", 2, "count"),
        ("enterprises.csv", 4, "count"),
        ("enterprises.csv", 4, "industry"),
        ("enterprises.csv", 7, "count"),
        ("enterprises.csv", 7, "reporting_unit"),
    ]


def test_a_faulty_code_is_not_reported_again_by_every_table_that_uses_it(tiny_folder):
    change(tiny_folder, "areas.csv", "\nA,", "\nA ,")
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.row, problem.column, problem.remedy) == (
        "areas.csv",
        2,
        "area",
        "Remove the spaces.",
    )


def test_thirds_may_be_written_with_six_decimals(tiny_folder):
    rows = "".join(f"baking,d{number},0.333333,our choice\n" for number in (1, 2, 3))
    change(tiny_folder, "industry_directions.csv", "baking,d1,1,our choice\n", rows)
    with (tiny_folder / "technologies.csv").open("a", encoding="utf-8") as file:
        file.write("d3,Third,digital_technology,1,Something\n")
    assert len(load_pack(tiny_folder).table("industry_directions")) == 5


@pytest.mark.parametrize("name", [*LAYERS, AGGREGATE])
def test_a_pack_may_supply_ties_of_measured_layers_only(tiny_folder, name):
    change(tiny_folder, "ties.csv", "digital,A,C", f"{name},A,C")
    if name == "digital":
        assert set(load_pack(tiny_folder).table("ties")["layer"]) == {"digital"}
    else:
        expected = [problem.expected for problem in problems_of(load_pack, tiny_folder)]
        assert "a layer name that is not reserved" in expected
