from types import SimpleNamespace

import pytest

from hybrid_search.encoders.sentence_transformers.route import Task, route


def model(**router: object) -> SimpleNamespace:
    sub_modules = {"query": ["table"], "document": ["transformer", "pooling"]}
    given = SimpleNamespace(**({"sub_modules": sub_modules, "default_route": "document"} | router))
    return SimpleNamespace(children=lambda: [given, "normalize"])


def test_a_model_without_a_router_has_one_way() -> None:
    assert route(SimpleNamespace(children=lambda: ["transformer", "pooling"]), "query") == ["transformer", "pooling"]


@pytest.mark.parametrize(
    ("task", "modules"), [("query", ["table", "normalize"]), ("document", ["transformer", "pooling", "normalize"])]
)
def test_a_router_leads_queries_and_documents_apart(task: Task, modules: list[str]) -> None:
    assert route(model(), task) == modules


def test_mappings_come_before_names_and_the_task_before_the_modality() -> None:
    mappings = {(None, "text"): "query", ("document", None): "document"}
    assert route(model(route_mappings=mappings), "document") == ["transformer", "pooling", "normalize"]
    assert route(model(route_mappings={(None, "text"): "query"}), "document") == ["table", "normalize"]


def test_a_router_by_modality_has_one_way_for_texts() -> None:
    assert route(model(sub_modules={"text": ["a"], "image": ["b"]}), "query") == ["a", "normalize"]


def test_the_default_route_is_the_last_resort() -> None:
    assert route(model(sub_modules={"other": ["a"]}, default_route="other"), "query") == ["a", "normalize"]
