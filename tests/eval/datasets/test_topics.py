from __future__ import annotations

from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.datasets.topics import topics

CLASSIC = """
<top>
<num> Number: 301
<title> International
Organized Crime

<desc> Description:
Identify organizations.
</top>

<top><num>302</num><title>Topic: Poliomyelitis</title></top>
"""


def read(tmp_path: Path, text: str, part: str = "title") -> list[tuple[str, str]]:
    (tmp_path / "topics.txt").write_text(text)
    return [(one.id, one.text) for one in topics(tmp_path / "topics.txt", part)]


def test_classic_topics_need_no_closing_tags_and_go_over_several_lines(tmp_path: Path) -> None:
    assert read(tmp_path, CLASSIC) == [("301", "International Organized Crime"), ("302", "Poliomyelitis")]


def test_another_part_of_a_classic_topic_can_be_the_query(tmp_path: Path) -> None:
    assert read(tmp_path, CLASSIC.partition("<top><num>302")[0], "desc") == [("301", "Identify organizations.")]


def test_topics_may_be_columns(tmp_path: Path) -> None:
    assert read(tmp_path, "1\twhat is a tide\n2\ta\tb\n") == [("1", "what is a tide"), ("2", "a\tb")]


def test_topics_may_be_objects(tmp_path: Path) -> None:
    assert read(tmp_path, '{"id": 1, "text": "what"}\n{"_id": "2", "text": "why"}\n') == [("1", "what"), ("2", "why")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"topics\.txt: there are no topics in it"),
        ("<top>\n<num> 1\n<title> one\n", r"topics\.txt:1: the topic that begins here has no </top>"),
        ("<top>\n<num> 1\n</top>\n", r"topics\.txt:1: the topic has no <title>; it has num"),
        ("<top>\n<title> one\n</top>\n", r"topics\.txt:1: the topic has no <num>; it has title"),
        ("1\tone\n2 two\n", r"topics\.txt:2: expected ID and text with a tab between them"),
        ('{"id": "1", "text": "one"}\n{"id": "2"}\n', r"topics\.txt:2: expected an object with _id \(or id\) and text"),
    ],
)
def test_malformed_topics_are_named_by_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InvalidSource, match=message):
        read(tmp_path, text)
