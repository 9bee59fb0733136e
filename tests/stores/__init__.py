"""Tests of the record stores: one conformance suite, a subclass an engine."""

import pytest

pytest.register_assert_rewrite("stores.contract", "stores.model")
