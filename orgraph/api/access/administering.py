"""Whom an administrator may administer: one who answers for some areas, those who answer for nothing beyond these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends

from orgraph.access.areas import area_ids
from orgraph.access.keys import Key
from orgraph.access.users import User
from orgraph.api.access.account import AccessDep
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import GraphDep
from orgraph.errors import Forbidden, NotFound
from orgraph.queries.scope import may_ask


class Administering:
    """Users and keys, as far as the caller may see and change them."""

    def __init__(self, access: AccessDep, graph: GraphDep, caller: CallerDep) -> None:
        self.access, self.graph, self.caller = access, graph, caller

    def users(self) -> list[User]:
        """By name."""
        return [user for user in self.access.users.every() if self._mine(user.areas)]

    def programs(self) -> list[Key]:
        """Keys by name, those that are good no more too."""
        return [key for key in self.access.keys.every() if self._mine(key.areas)]

    def user(self, name: str) -> User:
        """One of them. Raises NotFound, whether there is nobody of that name or somebody of elsewhere."""
        found = self.access.users.get(name)
        if not self._mine(found.areas):
            raise NotFound(f"没有这个用户：{found.name} (no such user)")
        return found

    def check_key(self, name: str) -> None:
        """Raises NotFound for a key of elsewhere."""
        if any(key.name == name and not self._mine(key.areas) for key in self.access.keys.every()):
            raise NotFound(f"没有这个密钥：{name} (no such key)")

    def areas(self, names: Sequence[str]) -> list[str]:
        """Ids of areas to be given to somebody. Raises NotFound, Ambiguous, and Forbidden for everywhere."""
        found = area_ids(self.graph.at(), names)
        if not self._mine(found):
            raise Forbidden("只能给自己负责的区域 (only areas of one's own may be given)", hint="areas=…")
        return found

    def _mine(self, areas: Sequence[str]) -> bool:
        if not self.caller.areas:
            return True
        view = self.graph.at().view
        return bool(areas) and all(at >= 0 and may_ask(view, at) for at in map(view.position, areas))


AdministeringDep = Annotated[Administering, Depends()]
