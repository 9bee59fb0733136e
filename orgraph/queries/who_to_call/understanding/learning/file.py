"""A model as a file: a ZIP of `model.json` and plain arrays. Nothing in it is ever run, so a stranger's can be opened.

Every array's name, type, shape and SHA-256 stand in `model.json`, and are checked before anything is used; parts are
read up to a limit whatever the archive says of their size. The same model gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy as np
import orjson
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from orgraph.checked import Checked
from orgraph.errors import NotFound, UsageError
from orgraph.queries.who_to_call.understanding.learning.calibration import NEVER, Calibration
from orgraph.queries.who_to_call.understanding.learning.model import Model
from orgraph.queries.who_to_call.understanding.learning.settings import Settings
from orgraph.queries.who_to_call.understanding.learning.space import Space

FORMAT = "orgraph-topics-1"
LARGEST = 64 << 20  # bytes of an array: what training keeps to, and some
_DATED = (1980, 1, 1, 0, 0, 0)
_HEAD = "model.json"
_TYPES = {"keys": "<u8", "idf": "<f4", "view": "<f4", "weight": "<f2", "constant": "<f8", "shift": "<f8"}


class _Head(Checked):
    format: str
    labels: tuple[str, ...] = Field(min_length=2, max_length=10_000)
    features: int = Field(ge=0)
    scale: float = Field(gt=0, allow_inf_nan=False)
    sure: float = Field(ge=0, le=NEVER)
    settings: dict[str, Any]
    made: dict[str, Any]
    sha256: dict[str, str]


def to_bytes(model: Model) -> bytes:
    """The content of the model's file."""
    arrays: dict[str, NDArray[Any]] = {
        "keys": model.space.keys, "idf": model.space.idf, "view": model.space.weight, "weight": model.weight,
        "constant": model.constant, "shift": model.calibration.shift}
    parts = {name: np.ascontiguousarray(array, _TYPES[name]).tobytes() for name, array in arrays.items()}
    head = {"format": FORMAT, "labels": model.labels, "features": len(model.space.keys),
            "scale": model.calibration.scale, "sure": model.calibration.sure,
            "settings": model.settings.model_dump(mode="json", by_alias=True), "made": dict(model.made),
            "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}}
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, data in ((_HEAD, orjson.dumps(head, option=orjson.OPT_INDENT_2)), *parts.items()):
            info = ZipInfo(name, _DATED)
            info.compress_type, info.create_system = ZIP_DEFLATED, 3
            archive.writestr(info, data, compresslevel=6)
    return content.getvalue()


def write(model: Model, path: Path) -> None:
    """Write the model, whole or not at all."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_bytes(to_bytes(model))
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise UsageError(f"写不了模型 {path.name}：{problem.strerror} (cannot write the model)") from problem


def read(path: Path) -> Model:
    """The model in a file. Raises NotFound if there is none, UsageError if it is damaged, unsafe or of another kind."""
    if not path.is_file():
        raise NotFound(f"没有模型文件 {path.name} (no such model)", hint="先学一个：orgraph topics train …")
    try:
        with ZipFile(path) as archive:
            head = _Head.model_validate(orjson.loads(_part(archive, _HEAD)))
            if head.format != FORMAT:
                raise ValueError(f"format {head.format[:40]}")
            known = Settings.model_validate(head.settings)
            size, labels = head.features, len(head.labels)
            shapes = {"keys": (size,), "idf": (size,), "view": (len(known.view),), "weight": (size, labels),
                      "constant": (labels,), "shift": (labels,)}
            arrays = {name: _array(archive, name, shape, head.sha256) for name, shape in shapes.items()}
    except (OSError, BadZipFile, KeyError, EOFError, RuntimeError, NotImplementedError, ValueError, ValidationError,
            zlib.error) as problem:
        reason = "内容不合规 (fields)" if isinstance(problem, ValidationError) else str(problem)[:200]
        raise UsageError(f"{path.name} 不是可用的模型：{reason} (not a usable model)",
                         hint="用这一版的 orgraph topics train 重新学") from problem
    if (arrays["keys"][1:] <= arrays["keys"][:-1]).any():
        raise UsageError(f"{path.name} 不是可用的模型：keys (not a usable model)")
    return Model(head.labels, Space(arrays["keys"], arrays["idf"], arrays["view"]), arrays["weight"],
                 arrays["constant"], Calibration(head.scale, arrays["shift"], head.sure), known, head.made)


def _part(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        data = part.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"{name}: more than {LARGEST >> 20} MB")
    return data


def _array(archive: ZipFile, name: str, shape: tuple[int, ...], sums: Mapping[str, str]) -> NDArray[Any]:
    data = _part(archive, name)
    if hashlib.sha256(data).hexdigest() != sums[name]:
        raise ValueError(f"{name}: checksum")
    found: NDArray[Any] = np.frombuffer(data, dtype=_TYPES[name]).reshape(shape)
    if found.dtype.kind == "f" and not np.isfinite(found).all():
        raise ValueError(f"{name}: not finite")
    return found
