"""The commands that write the report."""

import json


def test_a_report_of_a_finished_run_is_one_file(show, tmp_path):
    printed = show("report", "--out", tmp_path / "page.html", "--language", "ru")
    assert "open it in any browser" in printed
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="ru">' in page


def test_json_names_the_file(ask, tmp_path):
    answer = ask("report", "--out", tmp_path / "page.html")
    assert answer["files"] == [str(tmp_path / "page.html")]
    assert answer["headline"]


def test_an_existing_file_is_refused_before_the_run(call, tmp_path):
    (tmp_path / "page.html").write_text("mine", encoding="utf-8")
    assert "exists already" in call("report", "--out", tmp_path / "page.html", code=2).stderr
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "mine"


def test_a_folder_in_place_of_the_file_is_refused(call, tmp_path):
    assert "found a folder" in call("report", "--out", tmp_path, "--overwrite", code=2).stderr


def test_another_language_is_refused(call, run_folder, tmp_path):
    answer = call(
        "report",
        "--results",
        run_folder,
        "--out",
        tmp_path / "page.html",
        "--language",
        "fr",
        code=2,
    )
    assert "en, ru" in answer.stderr
    assert not (tmp_path / "page.html").exists()


def test_analyse_writes_the_report_with_the_results(call, tmp_path):
    answer = call("analyse", "--draws", "0", "--out", tmp_path / "run", "--report", "--quiet")
    assert "report.html" in answer.stdout
    provenance = json.loads((tmp_path / "run" / "provenance.json").read_text(encoding="utf-8"))
    assert "report.html" in provenance["files"]
    assert "report.html" in (tmp_path / "run" / "README.txt").read_text(encoding="utf-8")
    call("hubs", "--results", tmp_path / "run")
