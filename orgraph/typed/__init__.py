"""What people type for a name: its characters, their pinyin whole or begun, initials, or all of these mixed."""

from orgraph.typed.letters import Codes, folded, readings_of
from orgraph.typed.tokens import Token, parsed

__all__ = ["Codes", "Token", "folded", "parsed", "readings_of"]
