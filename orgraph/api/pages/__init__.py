"""The pages: the same answers, for people. Rendered on the server; the address holds the whole state."""

from fastapi import APIRouter

from orgraph.api.pages import bridging, call, coverage, entity

router = APIRouter()
for page in (call, coverage, bridging, entity):
    router.include_router(page.router)
