"""A plan with its strategy, the planner who enters it, and a folder of each test's own for notices and prints."""

import pytest

from localplan.planning.tests import make


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def plan():
    return make.a_plan()


@pytest.fixture
def planner(plan):
    return make.a_planner(plan)
