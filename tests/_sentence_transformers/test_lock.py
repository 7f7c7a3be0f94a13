import copy
import pickle
from types import SimpleNamespace

from hybrid_search._sentence_transformers.lock import lock_of


def test_a_model_has_one_lock() -> None:
    model = SimpleNamespace()
    assert lock_of(model) is lock_of(model)
    assert lock_of(model) is not lock_of(SimpleNamespace())


def test_a_thread_may_take_it_twice() -> None:
    model = SimpleNamespace()
    with lock_of(model), lock_of(model):
        pass


def test_a_locked_model_can_be_copied_and_pickled() -> None:
    model = SimpleNamespace()
    with lock_of(model):
        for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
            assert lock_of(twin) is not lock_of(model)
