"""What the documents show is what the commands print, and what they say of it is true."""

from __future__ import annotations

import re
from functools import partial

import pytest

import hypercluster as hc
from docs import shown

RUN_ELSEWHERE = {"guide"}  # every block on its own: test_documented_code
TUTORIAL = shown.DOCS / "tutorial.md"

# What the prose of the tutorial says, and the line of the output above it that it comes from.
CLAIMS = {
    "ranks 1 to 34 of 91": r"  1   1–34 ",
    "between 1st and 5th": r"  1    1–5  ●●● high    Tyumen",
    "lacks (0.51), not the reverse (0.00)": r"Komi Republic(?: receives)? +0\.00.*\n  "
    r"Tatarstan(?: receives)? +0\.51",
    "industries counted, the pair would be 27th; if only capability counted, 16th": (
        r"only industries count +0\.\d+ +27\n  only capability counts +0\.\d+ +16"
    ),
    "p is 1.00": r"Perm Krai +Udmurtia +0\.\d\d +1\.00",
    "at 0.75 Komi and Tatarstan drop to rank 20": r"Komi Republic – Tatarstan +16 +6 +2 +20",
    "The first 10 pairs score lower on the mean": r"\(p 1\.00\)",
    "(p 1.00 over all pairs)": r"Komi Republic +Tatarstan +0\.\d\d +1\.00",
    "most trial runs (76 %)": r"among the\s+top 10 in 76 % of 200 draws",
    "a range of 1 to 21": r"   2   1–21 ",
}


def plain(text: str) -> str:
    """Words of a text, without its line breaks and marks of quotation."""
    return " ".join(re.sub(r"(?m)^> ", "", text).split())


@pytest.mark.gate
@pytest.mark.parametrize(
    "page",
    [page for page in shown.pages() if page.stem not in RUN_ELSEWHERE and shown.is_run(page)],
    ids=lambda page: page.stem,
)
def test_a_page_runs_and_its_output_is_what_its_commands_print(page, tmp_path, monkeypatch):
    monkeypatch.setattr(
        hc, "analyse", partial(hc.analyse, settings=hc.Settings().with_run(draws=2))
    )
    for _, outputs in shown.run_page(page, tmp_path):
        for step, found in outputs:
            assert shown.agrees(step.shown, found), (
                f"{page.name}: $ {step.command}\n{shown.difference(step.shown, found)}\nrun: "
                f"python tests/docs/shown.py {page.relative_to(shown.ROOT)}"
            )


def test_shown_output_may_leave_lines_and_words_out_but_not_change_them():
    printed = "one\ntwo words\nthree\nfour\n"
    assert shown.agrees("one\ntwo ...\n...\nfour\n", printed)
    assert not shown.agrees("one\n...\nfive\n", printed)
    assert not shown.agrees("one\ntwo words\nthree\n", printed)


def test_a_refreshed_block_keeps_its_cuts():
    assert (
        shown.refreshed("...\ntwo wards\n...\nfour ...\n", "one\ntwo words\nthree\nfour\n")
        == "...\ntwo words\n...\nfour\n"
    )


def test_the_start_page_quotes_the_headline_of_the_tutorial():
    (headline,) = [
        plain(step.shown)
        for block in shown.blocks(TUTORIAL.read_text(encoding="utf-8"))
        for step in console(block)
        if "analyse" in step.command
    ]
    (quoted,) = re.findall(
        r"(?m)(?:^> .*\n)+", (shown.DOCS / "index.md").read_text(encoding="utf-8")
    )
    assert plain(quoted) in headline


@pytest.mark.parametrize(("claim", "source"), CLAIMS.items())
def test_a_number_in_the_tutorial_stands_in_its_output(claim, source):
    text = TUTORIAL.read_text(encoding="utf-8")
    assert claim in plain(text)
    assert re.search(source, "".join(block.text for block in shown.blocks(text)))


def console(block):
    return shown.steps(block) if block.language == "console" else []
