from pathlib import Path

import pytest

from hybrid_search._sentence_transformers.folder import architectures, loading, settings
from hybrid_search.errors import InvalidInput


def test_settings_of_a_file_that_is_not_there_are_none(tmp_path: Path) -> None:
    assert settings(tmp_path, "config.json") == {}
    assert architectures(tmp_path) == []


@pytest.mark.parametrize("text", ["[]", "null", '{"architectures": null}'])
def test_settings_without_architectures_name_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    assert architectures(tmp_path) == []


@pytest.mark.parametrize("error", [OSError("no file\nand much more"), ValueError("no file"), Exception("no file")])
def test_what_fails_in_loading_names_the_model_and_the_first_line(tmp_path: Path, error: Exception) -> None:
    with (
        pytest.raises(InvalidInput, match=r"^sparse='m' cannot be loaded from .*no file.* Check that") as raised,
        loading("sparse='m'", tmp_path),
    ):
        raise error
    assert "much more" not in str(raised.value)
    assert raised.value.__cause__ is error


def test_an_error_of_ours_and_one_of_the_device_stay_as_they_are(tmp_path: Path) -> None:
    for error in (InvalidInput("ours"), RuntimeError("no such device")):
        with pytest.raises(type(error), match=str(error)), loading("m", tmp_path):
            raise error
