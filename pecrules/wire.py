"""Values as JSON and back, exactly: days as ``2026-11-21``, money as text with two decimals, nothing coerced.

The JSON of an outcome is canonical: keys sorted, no spaces, so equal values give equal bytes. What is read is taken
strictly: an unknown field, a missing one or a number where text belongs is told with the nearest right thing.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from pecrules import model, outcomes
from pecrules.errors import InvalidRequest, Path, Problem, nearest
