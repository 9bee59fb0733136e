"""Tests of the record stores: one conformance suite, a subclass an engine."""
