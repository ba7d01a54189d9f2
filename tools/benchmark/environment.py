"""A virtual environment for the packages that the benchmark's scripts need."""

import importlib.util
import os
import subprocess
import sys
import venv


def enter(folder, packages):
    """If a package is missing, restarts the script in the virtual environment `folder`, which is created and
    filled from PyPI as needed (PyTorch's wheel takes gigabytes)."""
    if all(importlib.util.find_spec(package) for package in packages):
        return
    python = os.path.join(folder, "bin", "python")
    if os.path.abspath(sys.prefix) == os.path.abspath(folder):
        install = [python, "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(install, stdout=sys.stderr, check=True)  # standard output may be a protocol
    elif not os.path.exists(python):
        print(f"creating a virtual environment in {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True)
    os.execv(python, [python, *sys.argv])
