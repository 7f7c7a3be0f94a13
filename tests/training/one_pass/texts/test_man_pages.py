import gzip
from pathlib import Path

from hybrid_search.training.one_pass.texts.man_pages import read_man_page
from tests.training.one_pass.texts.test_english import PROSE

PAGE = f""".TH BAKE 1
.SH NAME
bake \\- make bread
.SH SYNOPSIS
.B bake
[options]
.SH DESCRIPTION
{PROSE}
.SH "EXIT STATUS"
.PP
{PROSE}
"""


def test_sections_of_prose_are_titled_by_what_the_page_is_about(tmp_path: Path) -> None:
    (tmp_path / "bake.1.gz").write_bytes(gzip.compress(PAGE.encode()))
    found = [(passage.titles, passage.text) for passage in read_man_page(tmp_path / "bake.1.gz")]
    line = "bake make bread"
    assert found == [(("make bread", line), PROSE), (("exit status bake", line), PROSE)]


def test_a_page_that_includes_another_has_none(tmp_path: Path) -> None:
    (tmp_path / "b.1.gz").write_bytes(gzip.compress(b".so man1/bake.1\n"))
    assert list(read_man_page(tmp_path / "b.1.gz")) == []
