"""Without Chromium the tests say so; in CI they fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.chromium import ABSENT
from tests.browser.demo import ROOT

NEEDY = """
from tests.browser.chromium import required

def test_that_needs_chromium():
    required()
"""


@pytest.mark.parametrize(("ci", "code", "outcome"), [("", 0, "skipped"), ("1", 1, "failed")])
def test_a_missing_chromium_is_never_silent(tmp_path: Path, ci: str, code: int, outcome: str) -> None:
    (tmp_path / "test_needy.py").write_text(NEEDY)
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", str(tmp_path), "--rootdir", str(tmp_path), "-c", os.devnull),
            *("-p", "tests.browser.chromium", "-p", "no:cacheprovider"),
        ],
        cwd=ROOT,
        env={**os.environ, "PATH": "", "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == code, run.stdout + run.stderr
    assert f"1 {outcome}" in run.stdout
    assert ABSENT in run.stdout
