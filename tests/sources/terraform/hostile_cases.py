"""All cases of code that is made to hurt, by name."""

from __future__ import annotations

from tests.sources.terraform.hostile_large import LARGE
from tests.sources.terraform.hostile_syntax import SYNTAX
from tests.sources.terraform.hostile_trees import TREES
from tests.sources.terraform.hostile_values import VALUES

SMALL = SYNTAX | VALUES | TREES
CASES = SMALL | LARGE
