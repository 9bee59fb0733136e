"""`orgraph check`, `backup`, `restore`: the database file itself."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from orgraph.cli import foreign
from orgraph.cli.options import Db, Json, file_of, opened, shown, url_of
from orgraph.cli.output import notes, out, print_json
from orgraph.errors import StoreError, UsageError

_PRIVATE = 0o600


def check(db: Db = None, as_json: Json = False) -> None:
    """检查数据库 is the record sound, does the snapshot agree; of another team's graph: what was left out and why."""
    from orgraph.loaders.foreign.store import ForeignStore, is_foreign

    if is_foreign(url_of(db)):
        with opened(db, note=False) as graph:
            assert isinstance(graph.store, ForeignStore)
            foreign.check(graph.store, as_json=as_json)
        return
    _sound(_file(db))
    with opened(db) as graph:
        active = next(one for one in graph.generations() if one.active)
        nodes = graph.at(generation=active.number).view.size
    if nodes != active.entities:
        raise StoreError(f"第 {active.number} 代有 {active.entities} 个节点，快照里有 {nodes} 个 (snapshot disagrees)",
                         hint="删去 .snapshots 文件夹，会自动重建 (delete the snapshots, they are rebuilt)")
    if as_json:
        print_json({"ok": True, "generation": active.number, "entities": nodes, "links": active.links})
    else:
        out().print(f"完好 sound：第 {active.number} 代，{nodes:,} 个节点 entities，{active.links:,} 条关系 links")


def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, metavar="文件", help="写到哪里 where to")],
    db: Db = None,
    as_json: Json = False,
) -> None:
    """备份 a whole copy while others go on working; users and the audit log too, in a second file."""
    source = _file(db)
    if file.exists():
        raise UsageError(f"{file} 已经存在 (exists)", hint="换一个文件名 (choose another name)")
    _sound(source)
    _copy(source, file)
    if (access := _access(url_of(db))).exists():
        _copy_private(access, _beside(file))
    _done("已备份到 backed up to", file, as_json=as_json)


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="文件", help="备份 a backup")],
    db: Db = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖现有的数据 replace what is there")] = False,
    as_json: Json = False,
) -> None:
    """恢复 the database as it was in a backup; its users and audit log only where there are none: no key that was
    revoked opens again."""
    target = file_of(url_of(db))
    if target is None:
        raise _other_engine(db)
    _sound(file)
    if target.exists() and not force:
        raise UsageError(f"{target} 里已有数据 (exists)", hint="确实要覆盖就加 --force (add --force to replace it)")
    # Snapshots are named by generation, and the backup's generations are others.
    shutil.rmtree(f"{target}.snapshots", ignore_errors=True)
    _copy(file, target)
    access = _access(url_of(db))
    if _beside(file).exists() and access.exists():
        notes().print(f"用户和审计日志保持现状 users and the audit log stay as they are：{access}")
    elif _beside(file).exists():
        _copy_private(_beside(file), access)
    _done("已恢复 restored", target, as_json=as_json)


def _access(url: str) -> Path:
    """Where the users and the audit log of a database lie."""
    from orgraph.access.settings import AccessSettings

    return AccessSettings.read().file(url)


def _beside(backup: Path) -> Path:
    return backup.with_name(f"{backup.name}.access.db")


def _file(db: str | None) -> Path:
    file = file_of(url_of(db))
    if file is None:
        raise _other_engine(db)
    if not file.exists():
        raise StoreError(f"没有这个数据库：{file} (no such database)", code="no-database")
    return file


def _other_engine(db: str | None) -> UsageError:
    return UsageError(f"只管 SQLite 数据库：{shown(url_of(db))} (SQLite only)",
                      hint="用它自己的工具，或 orgraph copy (use its own tools, or orgraph copy)")


def _sound(file: Path) -> None:
    """Raises StoreError unless the file is an orgraph database that SQLite finds whole."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            found = [row[0] for row in db.execute("PRAGMA integrity_check")]
            ours = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'generation'").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"{file} 读不了：{error} (cannot be read)") from error
    if found != ["ok"]:
        raise StoreError(f"{file} 已损坏：{'；'.join(found[:3])} (damaged)",
                         hint="用备份恢复：orgraph restore 备份 --force (restore a backup)")
    if not ours:
        raise StoreError(f"{file} 不是 orgraph 的数据库 (not an orgraph database)")


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise StoreError(f"写不了 {target}：{error} (cannot be written)") from error


def _copy_private(source: Path, target: Path) -> None:
    target.touch(_PRIVATE)
    _copy(source, target)


def _done(what: str, file: Path, *, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(file), "bytes": file.stat().st_size})
    else:
        out().print(f"{what} {file}（{file.stat().st_size / 1e6:.1f} MB）")
