"""A city with posts and sources of its own, from the command line."""

from pathlib import Path

from tests.city.free_posts import pack_with_free_posts
from tests.commands.conftest import Run


def test_that_accounts_are_added_at_the_posts_of_the_pack(run: Run, tmp_path: Path) -> None:
    pack_with_free_posts(tmp_path)
    assert run("--city", str(tmp_path / "tiny"), "init").status == 0
    added = run("account", "add", "li", "--post", "collector", "--json")
    assert (added.status, added.document["post"]) == (0, "collector")
    office = ("--post", "bureau", "--department", "roads")
    assert run("account", "add", "office", *office).status == 0
    wrong = run("account", "add", "wang", "--post", "dispatcher")
    assert wrong.status == 2
    assert "clerk, chief, collector, controller, bureau" in wrong.err


def test_that_a_key_is_made_for_a_source_of_the_pack(run: Run, tmp_path: Path) -> None:
    pack_with_free_posts(tmp_path)
    run("--city", str(tmp_path / "tiny"), "init")
    assert run("gateway-key", "add", "committees", "--for", "committee").status == 0
    refused = run("gateway-key", "add", "others", "--for", "neighbours")
    assert refused.status == 1
    assert "neighbours" in refused.err


def test_that_figures_are_asked_by_post_and_kind_of_source(run: Run, tmp_path: Path) -> None:
    pack_with_free_posts(tmp_path)
    run("--city", str(tmp_path / "tiny"), "init")
    days = ("--from", "2026-11-23", "--to", "2026-11-23")
    for by in ("post", "source", "source_kind"):
        assert run("kpi", *days, "--by", by, "--json").status == 0
    assert run("kpi", *days, "--post", "controller").status == 0
    unknown = run("kpi", *days, "--post", "dispatcher")
    assert unknown.status == 1
    assert "There is no post dispatcher. Use one of: clerk, chief, collector" in unknown.err
