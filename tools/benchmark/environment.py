"""A virtual environment for what the benchmark's scripts need beyond the standard library."""

import importlib.util
import os
import subprocess
import sys
import venv


def enter(folder, packages):
    """Goes on in the virtual environment `folder` when a package is missing here, making it and installing
    what is not there yet (from PyPI; PyTorch's wheel brings gigabytes)."""
    if all(importlib.util.find_spec(package) for package in packages):
        return
    python = os.path.join(folder, "bin", "python")
    if os.path.abspath(sys.prefix) == os.path.abspath(folder):
        install = [python, "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(install, stdout=sys.stderr, check=True)  # standard output may be a protocol
    elif not os.path.exists(python):
        print(f"making a virtual environment in {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True)
    os.execv(python, [python, *sys.argv])
