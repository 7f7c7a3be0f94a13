import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.index import HybridIndex
from tests.cli.running import ENVIRONMENT, ROOT, run

DOCUMENTS = 2_000
# A shell starts background processes with Ctrl-C ignored, and their children inherit that.
LISTENING = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "runpy.run_module('hybrid_search', run_name='__main__', alter_sys=True)"
)


@pytest.mark.skipif(os.name == "nt", reason="a single process cannot be sent Ctrl-C there")
def test_ctrl_c_leaves_an_index_that_opens_and_a_repetition_completes_it(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("\n".join(json.dumps({"id": str(n), "text": f"tree {n}"}) for n in range(DOCUMENTS)))
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENING, "index", corpus, "--to", tmp_path / "notes", "--batch-size", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **ENVIRONMENT},
        cwd=ROOT,
    )
    assert process.stderr is not None
    first_line = process.stderr.readline()  # comes when something is stored
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert re.match(r"[1-9][0-9,]* documents?, ", first_line)
    assert (process.returncode, out) == (130, "")
    assert "repeat the command to go on" in err
    assert "Traceback" not in err
    with HybridIndex.open(tmp_path / "notes", HashingEncoder()) as index:
        stored = index.count()
    assert 1 <= stored < DOCUMENTS

    report = run("index", corpus, "--to", tmp_path / "notes", "--batch-size", "500", "--json").json
    assert (report["written"], report["unchanged"]) == (DOCUMENTS - stored, stored)
