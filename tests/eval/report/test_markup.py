from hybrid_search.eval.report.markup import escaped, table


def test_markdown_and_html_are_only_text() -> None:
    assert escaped("<b>*x*|`y`[z](w)") == r"\<b\>\*x\*\|\`y\`\[z\](w)"


def test_text_stays_on_one_line_without_control_characters() -> None:
    assert escaped("a\n\x1bb") == r"a \\x1bb"


def test_a_table_cannot_be_broken_by_a_cell() -> None:
    assert table(("name", "n"), [("a|b", "1")]) == ["| name | n |", "| --- | ---: |", r"| a\|b | 1 |"]
