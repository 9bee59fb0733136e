"""Roles: who brokers between groups, and which few hold a network together."""
