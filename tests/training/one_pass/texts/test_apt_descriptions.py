from hybrid_search.training.one_pass.texts.apt_descriptions import read_descriptions

BODY = (
    " Bakes bread in the background while you work and tells you when it is done.\n .\n It knows many kinds of flour.\n"
)


def stanza(name: str, body: str = BODY * 2) -> str:
    return f"Package: {name}\nDescription-en: bakes bread\n{body}Description-md5: 0"


def test_a_description_is_titled_by_its_summary_and_the_package() -> None:
    (passage,) = read_descriptions(stanza("libbread-oven"))
    assert passage.titles == ("bakes bread", "bread oven")
    assert passage.text.startswith("Bakes bread in the background")
    assert " . " not in passage.text


def test_packages_that_share_a_description_are_one_passage() -> None:
    assert len(list(read_descriptions(stanza("bread") + "\n\n" + stanza("bread-data")))) == 1


def test_short_descriptions_are_left_out() -> None:
    assert list(read_descriptions(stanza("bread", " Bakes.\n"))) == []
