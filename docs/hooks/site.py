"""What the site has beyond its files: pages of the Python reference.

They are made from the public names of the package while the site is built. A name belongs
to the page of the module that it comes from, so that a new public name appears without a new page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

# Page, title, what it holds, and the modules (with those below them) whose public names it lists.
PAGES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "run",
        "Run, settings, results",
        "One call runs everything; the rest reads, writes, compares and varies runs.",
        (
            "run.analyse",
            "results",
            "settings",
            "output",
            "report",
            "rankings",
            "compare",
            "uncertainty",
            "run.resolution",
            "rankings",
            "views",
        ),
    ),
    (
        "data",
        "Data and regions",
        "Packs from folders or DataFrames, and what a region is.",
        ("sources", "regions"),
    ),
    (
        "indicators",
        "Indicators",
        "Every measure is a function of plain tables, regions by industries.",
        ("indicators", "run.spatial"),
    ),
    (
        "network",
        "Network and layers",
        "What ties regions, and how the layers compare.",
        (
            "network",
            "layers",
            "actors",
            "organisations",
            "analysis.distance",
            "analysis.layer_comparison",
            "analysis.spectrum",
        ),
    ),
    (
        "communities",
        "Communities",
        "Candidate hyperclusters, and how sure they are.",
        ("analysis.communities", "analysis.actor_communities"),
    ),
    (
        "hubs",
        "Hubs",
        "Hub scores and the measures behind them.",
        ("analysis.hubs", "analysis.centrality"),
    ),
    (
        "opportunities",
        "Opportunities",
        "New clusters, linkages, diversification.",
        ("synchronisation",),
    ),
    (
        "series",
        "Series",
        "Packs with dates: entry of industries, synchrony of regions.",
        ("analysis.series", "run.series"),
    ),
    ("figures", "Figures", "Pictures for papers, each with its alt text.", ("figures",)),
    (
        "synthesis",
        "Synthetic data",
        "Packs with a known answer, and how much of it is found again.",
        ("synthesis",),
    ),
    ("errors", "Errors", "What is raised on purpose.", ("errors",)),
)
OTHER = ("other", "Other", "Everything else that is public.", ())


def pages() -> dict[str, str]:
    """Markdown of every page by its path in the documents."""
    names = _names_by_page()
    found = {
        f"api/{page}.md": _page(title, about, names[page])
        for page, title, about, _ in (*PAGES, OTHER)
        if names.get(page)
    }
    listed = "\n".join(
        f"- [{title}]({page}.md): {about}"
        for page, title, about, _ in (*PAGES, OTHER)
        if names.get(page)
    )
    start = (
        "# Python\n\nAll names below are attributes of the package: `import hypercluster as hc`, "
        "then `hc.analyse`. They load on first use, so that the import is light. "
        "Tables are DataFrames whose columns the [data dictionary](../data-dictionary.md) "
        "lists.\n\n"
    )
    return {"api/index.md": f"{start}{listed}\n", **found}


def on_files(files: Files, config: MkDocsConfig, **_: Any) -> Files:
    """Add the pages to the site."""
    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_config(config: MkDocsConfig, **_: Any) -> MkDocsConfig:
    """Put the pages into the navigation, where it says `api/`."""
    entries = ["api/index.md", *(path for path in pages() if path != "api/index.md")]
    for section in config.nav or ():
        for title, items in section.items():
            if isinstance(items, list):
                section[title] = [
                    {"Python": entries} if item == {"Python": "api/"} else item for item in items
                ]
    return config


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Let pages of text come before notebooks, whose code would fill the answers of the search."""
    if page.file.src_uri.endswith(".ipynb"):
        page.meta = {**page.meta, "search": {"boost": 0.2}}
    return html


def _page(title: str, about: str, names: list[str]) -> str:
    return (
        f"# {title}\n\n{about}\n\n"
        + "\n\n".join(f"::: hypercluster.{name}" for name in names)
        + "\n"
    )


def _names_by_page() -> dict[str, list[str]]:
    """Public names by page, in the order in which the page lists their modules.

    The longest prefix that fits a name's module decides on the page.
    """
    import hypercluster as hc

    entries: dict[str, list[tuple[int, str]]] = {}
    for name in hc.__all__:
        module = getattr(hc, name).__module__
        page, position = _position(module.removeprefix("hypercluster."))
        entries.setdefault(page, []).append((position, name))
    return {page: [name for _, name in sorted(listed)] for page, listed in entries.items()}


def _position(module: str) -> tuple[str, int]:
    """Page of a module, and its position among the modules of the page."""
    fitting = [
        (len(prefix), page, position)
        for page, _, _, prefixes in PAGES
        for position, prefix in enumerate(prefixes)
        if module == prefix or module.startswith(f"{prefix}.")
    ]
    return max(fitting)[1:] if fitting else (OTHER[0], 0)
