"""The examples that need no video run as a user would start them."""

import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_a_network_of_one_s_own():
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "other_dynamic_net.py")],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    differences = [float(text) for text in re.findall(r"largest difference from PyTorch (\S+)", done.stdout)]
    assert len(differences) == 3
    assert max(differences) < 1e-5
    assert "main_choice_3_path_0_bucket_0" in done.stdout, "four gates, each a branch of its own"
