"""The whole contact of one entity, for whoever may see it: role, area, purpose and pace are asked here alone."""

from __future__ import annotations

from orgraph.access.caller import Caller
from orgraph.access.rights import rights
from orgraph.access.service import Access
from orgraph.errors import Forbidden, NotFound, UsageError
from orgraph.moment import Moment
from orgraph.queries.contacts import contact_of
from orgraph.results import Contact
from orgraph.stores.base import View


def unmasked(now: Moment, id_: str, caller: Caller, purpose: str, access: Access) -> Contact | None:
    """The contact, None if none is recorded. By id alone: whom it is about was settled before.

    Raises Forbidden for the role, Throttled beyond an hour's number of them, UsageError for a purpose that is not
    listed, and NotFound where there is no such entity inside the caller's areas, whether or not there is one elsewhere.
    """
    if not caller.may("unmask"):
        raise Forbidden("您的角色不能看完整号码 (your role may not see whole contacts)")
    access.check_unmasked(caller)
    if purpose not in (known := rights().purpose):
        raise UsageError(f"没有这种用途：{purpose} (no such purpose)", hint="、".join(known), code="purpose")
    position = now.view.position(id_)
    if position < 0 or not _inside(now.view, position, caller):
        raise NotFound(f"您负责的区域里没有：{id_} (nothing of this id in your areas)", hint="/v1/search?name=…")
    return contact_of(now.view, (position,), now.day.toordinal(), unmasked=True)


def _inside(view: View, position: int, caller: Caller) -> bool:
    if not caller.areas:
        return True
    stretches = (view.inside(at) for at in map(view.position, caller.areas) if at >= 0)
    return any(lo <= position < hi for lo, hi in stretches)
