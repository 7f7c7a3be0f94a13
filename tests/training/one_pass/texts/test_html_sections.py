import gzip
from pathlib import Path

from hybrid_search.training.one_pass.texts.html_sections import read_html
from tests.training.one_pass.texts.test_english import PROSE

PAGE = f"""<html><head><title>The oven — Handbook</title></head><body>
<nav><p>{PROSE} Navigation.</p></nav>
<h1>1.2 Baking bread</h1><p>{PROSE}</p><ul><li><p>{PROSE} Item.</p></li></ul>
<h2>Table</h2><p>0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21</p>
<h2>Cakes</h2><script>let x = 1</script><p>{PROSE} Cakes.</p></body></html>"""


def test_each_section_of_prose_is_titled_by_heading_and_page(tmp_path: Path) -> None:
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    found = list(read_html(tmp_path / "page.html.gz", "handbook"))
    assert [passage.titles for passage in found] == [("Baking bread", "The oven"), ("Cakes", "The oven")]
    assert found[0].text == f"{PROSE} {PROSE} Item."


def test_what_is_no_page_has_no_sections(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"")
    assert list(read_html(tmp_path / "page.html", "handbook")) == []
