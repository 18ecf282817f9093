"""Imports go one way; the contract in pyproject.toml says so, and it notices every kind of breach."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

PACKAGES = ("bot", "handlers", "integrations", "migrations", "models", "sandbox", "scheduler", "services")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contract of pyproject.toml on the packages in the folder."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--config",
            ROOT / "pyproject.toml",
            "--no-cache",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contract_is_kept() -> None:
    outcome = lint(ROOT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """The program's packages, empty."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    return tmp_path


def test_control_empty_packages_keep_the_contract(skeleton: Path) -> None:
    outcome = lint(skeleton)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("models", "services"),
        ("services", "integrations"),
        ("services", "aiogram"),
        ("models", "zoomus"),
        ("handlers", "scheduler"),
        ("scheduler", "bot"),
        ("sandbox", "models"),
        ("bot", "sandbox"),
    ],
)
def test_a_breach_is_noticed(skeleton: Path, importer: str, imported: str) -> None:
    (skeleton / importer / "breach.py").write_text(f"import {imported}\n")
    outcome = lint(skeleton)
    assert outcome.returncode == 1
    assert f"{importer}.breach -> {imported}" in outcome.stdout


@pytest.mark.parametrize("module", ["bot.cli", "migrations.run", "services.database"])
def test_the_command_line_and_the_domain_start_without_the_frameworks(module: str) -> None:
    """Importing aiogram costs seconds and 155 MB; zoomus and Alembic are for those who need them."""
    heavy = {"aiogram", "aiogram_dialog", "alembic", "zoomus"} - (
        {"alembic"} if module == "migrations.run" else set()
    )
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert heavy.isdisjoint(loaded)
