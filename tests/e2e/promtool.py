"""promtool with these words, where it is.

usage: promtool.py WORD..."""
import subprocess
import sys

from metrics import needs_prometheus

needs_prometheus()
sys.exit(subprocess.run(["promtool", *sys.argv[1:]], timeout=60, check=False).returncode)
