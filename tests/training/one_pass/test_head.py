import numpy as np
import pytest
import torch
from torch.nn import functional

from hybrid_search.encoders.one_pass.model_folder import BUNDLED, HEAD, ModelFolder
from hybrid_search.encoders.one_pass.weights import read_arrays
from hybrid_search.training.one_pass import HeadShape
from hybrid_search.training.one_pass.head import Head
from hybrid_search.training.one_pass.prepare import Prepared
from hybrid_search.training.one_pass.start import continued, remixed, scratch
from hybrid_search.training.one_pass.tensors import Tokens, tokens_of
from hybrid_search.training.one_pass.trunk import Trunk

SHIPPED = read_arrays(ModelFolder.open(BUNDLED).read(HEAD))


@pytest.fixture
def small() -> Head:
    """Three wordpieces in two dimensions, along the axes and the diagonal; it reads one layer as it is."""
    parameters = {
        "mix": torch.eye(2),
        "mix.bias": torch.zeros(2),
        "mix.norm.gain": torch.ones(2),
        "mix.norm.bias": torch.zeros(2),
        "bias": torch.tensor([-1.0, -1.0, 0.0]),
        "scale": torch.tensor(4.0),
        "log_gain": torch.log(torch.tensor([1.0, 2.0, 1.0])),
    }
    return Head(parameters, HeadShape((1,)), np.array([0, 1, 2]), np.array([[9, 0], [0, 9], [5, 5]], np.int8))


def test_weights_are_those_of_the_formula(small: Head) -> None:
    # The norm makes (1, 3) to (-1, 1), and (5, 1) to (1, -1); at length 4 both components are 4 / sqrt(2) = 2.8284.
    tokens = Tokens(torch.tensor([[1.0, 3.0], [5.0, 1.0], [1.0, 3.0]]), torch.zeros(3).long(), [0, 2, 3])
    weights = small(tokens).weights.detach().numpy()
    high = np.log1p(4 / np.sqrt(2) - 1)
    assert weights == pytest.approx(np.array([[high, 2 * high, 0], [0, 2 * high, 0]]), abs=1e-4)


def test_the_gradient_is_that_of_the_max_taken_over_all_logits(small: Head) -> None:
    tokens = Tokens(torch.tensor([[1.0, 3.0], [5.0, 1.0], [1.0, 2.0]]), torch.zeros(3).long(), [0, 2, 3])
    other = small.copy()
    (small(tokens).weights ** 2).sum().backward()
    logits = other.states(tokens.mixed) @ other.decoder.T + other.parameters["bias"]
    most = torch.stack([logits[:2].max(dim=0).values, logits[2:].max(dim=0).values])
    weights = torch.log1p(functional.relu(most)) * torch.exp(other.parameters["log_gain"])
    (weights**2).sum().backward()
    for name, parameter in small.parameters.items():
        assert torch.allclose(parameter.grad, other.parameters[name].grad, atol=1e-5), name


def test_a_layer_that_is_mixed_no_more_gives_to_its_neighbours() -> None:
    matrices = np.array([[[1.0]], [[10.0]], [[100.0]]], np.float32)
    assert remixed(matrices, (0, 3, 6), (0, 2, 4, 6)).ravel().tolist() == [1, 5, 5, 100]
    assert remixed(matrices, (0, 3, 6), (0, 6)).ravel().tolist() == [6, 105]


def test_a_new_mlp_changes_nothing_yet(trunk: Trunk, prepared: Prepared) -> None:
    plain = continued(SHIPPED, trunk.arrays, HeadShape((0, 3, 6)), 0)
    deeper = continued(SHIPPED, trunk.arrays, HeadShape((0, 3, 6), mlp=8), 0)
    tokens = tokens_of(prepared.documents, [0], (0, 3, 6), prepared.embedding)
    assert torch.equal(plain(tokens).weights, deeper(tokens).weights)


def test_from_scratch_a_token_is_its_own_wordpiece(trunk: Trunk, prepared: Prepared) -> None:
    head = scratch(trunk.wordpieces, trunk.arrays, HeadShape((0, 6)), 0)
    tokens = tokens_of(prepared.documents, [0], (0, 6), prepared.embedding)
    weights = head(tokens).weights[0]
    assert (weights[head.place[tokens.ids]] > 0).float().mean() > 0.5
    assert len(head.pieces) > 27_000


def test_a_head_approaches_another_by_a_share(small: Head) -> None:
    before = small.copy()
    with torch.no_grad():
        small.parameters["bias"].copy_(torch.tensor([3.0, -1.0, 0.0]))
    small.approach(before, 0.25)
    assert small.parameters["bias"].tolist() == [3.0 - 0.25 * 4, -1.0, 0.0]
    assert before.parameters["bias"].tolist() == [-1.0, -1.0, 0.0]
