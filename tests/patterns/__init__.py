"""Tests of the pattern language: its grammar, and its meaning on random cities."""
