import json
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from hybrid_search.cli.output import cell, console, counted, note, print_json
from tests.cli.running import HOSTILE, harmless


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_does_no_harm_and_is_no_markup(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    console().print(cell(text))
    assert harmless(capsys.readouterr().out)
    assert cell("[red]x[/red] :smile:").plain == "[red]x[/red] :smile:"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_note_goes_to_stderr_and_does_no_harm(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    note(text)
    out, err = capsys.readouterr()
    assert out == ""
    assert harmless(err)


def test_json_is_ascii_and_reads_read_only_metadata_and_dates(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(
        {"text": HOSTILE, "metadata": MappingProxyType({"at": datetime(2020, 1, 2, tzinfo=UTC), "tags": ("é",)})}
    )
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {
        "text": list(HOSTILE),
        "metadata": {"at": "2020-01-02T00:00:00+00:00", "tags": ["é"]},
    }


@pytest.mark.parametrize(("number", "text"), [(0, "0 hits"), (1, "1 hit"), (1234, "1,234 hits")])
def test_a_count_agrees_with_its_noun(number: int, text: str) -> None:
    assert counted(number, "hit") == text
