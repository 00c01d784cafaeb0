"""Print the Nth fenced ``sh`` block of the README, with its environment's folder moved: ``readme.py N FOLDER``."""

import re
import sys
from pathlib import Path

number, folder = int(sys.argv[1]), sys.argv[2]
blocks = re.findall(r"^```sh\n(.*?)^```", Path("README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
block = blocks[number - 1].strip()
if "\n" in block:
    sys.exit(f"the README's sh block {number} is longer than one line")
print(block.replace(".venv", folder))
