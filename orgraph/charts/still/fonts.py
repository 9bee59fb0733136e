"""Which font of the machine writes Chinese."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from orgraph.errors import UsageError

# Sans-serif fonts with simplified Chinese, best first, as systems and their packages call them.
_KNOWN = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
          "Source Han Sans CN", "Hiragino Sans GB", "Heiti SC", "STHeiti", "SimHei", "WenQuanYi Micro Hei",
          "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Droid Sans Fallback", "Noto Serif CJK SC", "SimSun", "Songti SC",
          "Arial Unicode MS", "AR PL UMing CN")
_REST = "DejaVu Sans"  # comes with matplotlib; has the signs that a Chinese font may lack


@cache
def families() -> tuple[str, ...]:
    """Names of fonts to write with, each standing in for what those before it lack.

    Raises UsageError where the machine has none with Chinese.
    """
    from matplotlib import font_manager

    found = _chinese({font.name for font in font_manager.fontManager.ttflist})
    if not found:  # matplotlib keeps a list of fonts; one may have been installed since
        known = {font.fname for font in font_manager.fontManager.ttflist}
        for path in font_manager.findSystemFonts():
            if path not in known and Path(path).suffix.lower() in (".ttf", ".ttc", ".otf"):
                font_manager.fontManager.addfont(path)
        found = _chinese({font.name for font in font_manager.fontManager.ttflist})
    if not found:
        raise UsageError("这台机器没有中文字体，画出来会是方框 (no font with Chinese on this machine)",
                         hint="装一种，如 fonts-noto-cjk；或存为 .html (install one, or save as .html)", code="no-font")
    return (found, _REST)


def _chinese(names: set[str]) -> str:
    return next((name for name in _KNOWN if name in names), "")
