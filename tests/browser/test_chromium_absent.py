"""Without Chromium the tests say so; in CI they fail."""

import os
import subprocess
import sys

import pytest

from tests.browser.chromium import ABSENT
from tests.browser.demo import ROOT


@pytest.mark.parametrize(("ci", "code", "outcome"), [("", 0, "skipped"), ("1", 1, "error")])
def test_a_missing_chromium_is_never_silent(ci: str, code: int, outcome: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/browser/test_main_job.py", "-q", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "PATH": "", "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == code, run.stdout
    assert ABSENT in run.stdout
    assert f"1 {outcome}" in run.stdout
