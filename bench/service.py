"""The service under load: who-to-call over HTTP, alone and while files are loaded and generations switched.

    python bench/service.py --nodes 1000000 [--workers 4] [--seconds 30] [--out FOLDER]

The clients are a process of their own, each with one connection that is kept open for a few questions, as browsers and
proxies do: which worker takes a connection is chance, and a run should not hang on it. No question is asked twice in a
run.
Besides the times it says how many answers failed, and whether any was of a generation that was not active.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from typing import BinaryIO, NamedTuple
from urllib.request import urlopen

import httpx
from call_texts import calls
from region import DAY, SEED, Region, copied, loaded, remove, written
from timing import OURS, Report, Timing, about

import orgraph
from orgraph.queries.areas import full_name

CLIENTS = (2, 3, 4, 8)  # one a core, and more than there are cores
DURING = (3, 4)  # clients while files are loaded
ROUNDS = 12  # times that a text is asked about, each time at another place
KEPT = 20  # questions by one connection
PAUSE = 0.5  # seconds between switches
START = 120.0  # seconds for the service to come up
PACKAGES = ("orgraph", "fastapi", "uvicorn", "numpy")
EDIT = "区域名称,区域类型,上级区域\n压测{n}号小区,小区,{community}\n"
HEAD = (b"POST /v1/who-to-call HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        b"content-length: %d\r\n\r\n")


class Asked(NamedTuple):
    """One answer: when it was asked, seconds it took, its status and generation."""

    at: float
    seconds: float
    status: int
    generation: int


def main() -> int:
    """1 if a request failed or an answer was of no active generation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=1_000_000, help="about how many nodes (default 1000000)")
    parser.add_argument("--workers", type=int, default=4, help="processes of the service (default 4)")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each run (default 30)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results", help="folder of the results")
    options = parser.parse_args()
    region = written(options.out / "work", options.nodes)
    loaded(region)
    region = copied(region, f"service-{options.nodes}.db")
    report = Report({"seed": SEED, "as of": DAY, **about(*PACKAGES), "workers": options.workers,
                     "nodes": f"{region.nodes:,}", "load": f"average {os.getloadavg()[0]:.1f} at the start"})
    bodies, community = _questions(region)
    wrong = 0
    try:
        with serving(region.url, options.workers) as port:
            _clients(port, bodies[:500], CLIENTS[-1], 10.0)  # each worker maps the snapshot and compiles its kernels
            for clients in CLIENTS:
                asked = _clients(port, bodies, clients, options.seconds)
                wrong += _told(report, f"who to call, {clients} clients", asked, {1})
            with _writing(port, community) as made:
                during = {clients: _clients(port, bodies, clients, options.seconds) for clients in DURING}
            for clients, asked in during.items():
                wrong += _told(report, f"who to call, {clients} clients, while loading and switching", asked,
                               {1, *made}, note=f"generations seen {sorted({one.generation for one in asked})}")
    finally:
        remove(region.database)
        shutil.rmtree(f"{region.database}.uploads", ignore_errors=True)
    report.save(options.out, f"service-{options.nodes}")
    print(report.table())
    return 1 if wrong else 0


def _questions(region: Region) -> tuple[list[bytes], str]:
    """Bodies of questions, the three ways of saying the place in turn; a community, as a column names it."""
    graph = orgraph.open(region.url)
    view = graph.at(DAY).view
    rounds = [calls(view, Random(SEED + number), 10**6).values() for number in range(ROUNDS)]
    community = full_name(view, int(view.of_kind("Community")[0]))
    graph.close()
    return [json.dumps({"text": call.text, "at": [call.at] if call.at else [], "as_of": DAY}).encode()
            for ways in rounds for each in zip(*ways, strict=False) for call in each], community


@contextmanager
def serving(url: str, workers: int) -> Iterator[int]:
    """`orgraph serve` in processes of its own, ready to answer; its port."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "orgraph", "serve", "--db", url, "--port", str(port),
               "--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + START
    try:
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}/readyz").close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _writing(port: int, community: str) -> Iterator[list[int]]:
    """Loads one file after another, and goes to and fro between the generations; the numbers of those made."""
    made: list[int] = []
    done = threading.Event()

    def load(client: httpx.Client) -> None:
        file = EDIT.format(n=len(made), community=community).encode()
        job = client.post("/v1/loads", files={"files": ("edit.csv", file)}).raise_for_status().json()
        while job["state"] in ("queued", "running"):
            time.sleep(PAUSE)
            job = client.get(f"/v1/loads/{job['id']}").raise_for_status().json()
        made.append(int(job["generation"]))

    def loading() -> None:
        with client() as asking:
            while not done.is_set():
                load(asking)

    def switching() -> None:
        with client() as asking:
            while not done.wait(PAUSE):
                for number in (1, made[-1]):
                    asking.post(f"/v1/generations/{number}/activate").raise_for_status()

    def client() -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=START)

    with client() as asking:
        load(asking)
    threads = [threading.Thread(target=work) for work in (loading, switching)]
    for thread in threads:
        thread.start()
    yield made
    done.set()
    for thread in threads:
        thread.join()


def _clients(port: int, bodies: list[bytes], clients: int, seconds: float) -> list[Asked]:
    """What so many clients in another process are answered in so many seconds."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(ask, (port, bodies, clients, seconds))


def ask(port: int, bodies: list[bytes], clients: int, seconds: float) -> list[Asked]:
    """Ask one body after another over so many connections.

    The answers are looked at when all are there: what the clients compute is taken from the service, which has no other
    cores.
    """
    waiting: SimpleQueue[bytes] = SimpleQueue()
    for body in bodies:
        waiting.put(HEAD % len(body) + body)
    answers: list[tuple[float, float, int, bytes]] = []
    until = time.monotonic() + seconds

    def client() -> None:
        while time.monotonic() < until:
            with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as reading:
                for _ in range(KEPT):
                    try:
                        question = waiting.get_nowait()
                    except Empty:
                        return
                    began = time.perf_counter()
                    connection.sendall(question)
                    status, said = _answer(reading)
                    answers.append((began, time.perf_counter() - began, status, said))
                    if time.monotonic() > until:
                        return

    running = [threading.Thread(target=client) for _ in range(clients)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return [Asked(began, took, status, json.loads(said)["generation"] if status == 200 else 0)
            for began, took, status, said in answers]


def _answer(reading: BinaryIO) -> tuple[int, bytes]:
    """The status and the body of the next answer. Raises ValueError for one without its length."""
    status = int(reading.readline().split()[1])
    size = -1
    while (line := reading.readline().strip()):
        if line.lower().startswith(b"content-length:"):
            size = int(line.partition(b":")[2])
    if size < 0:
        raise ValueError("an answer without its length")
    return status, reading.read(size)


def _told(report: Report, what: str, asked: list[Asked], there: set[int], note: str = "") -> int:
    """Add a line; how many answers were wrong."""
    wrong = sum(one.status != 200 or one.generation not in there for one in asked)
    span = max(one.at + one.seconds for one in asked) - min(one.at for one in asked)
    report.add(what, OURS, Timing(tuple(one.seconds for one in asked), None), tail=True, equal=not wrong,
               note="; ".join(filter(None, (f"{len(asked) / span:.0f} requests/s, {wrong} wrong", note))))
    return wrong


if __name__ == "__main__":
    sys.exit(main())
