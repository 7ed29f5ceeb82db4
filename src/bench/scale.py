"""Large numbers: a million items and a kill in between, a thousand watchers; and connections:
HTTP/2 beside 1.1, one large file by several."""

import os
import random
import selectors
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request

from parts import LAUNCHER, Fetchery, Work, check, make_archive, make_files, nginx, serve_files


# What the JVM takes to compile what is run most.
WARM_TLS = 12


def million(scratch, java_options, count, random_names=False):
    """One manifest of so many lines, killed at seven tenths, started again, to its end."""
    body = make_files(f"{scratch}/body", 1, 1024)
    server, port = nginx(scratch, "listen 127.0.0.1:{port} backlog=8192; root %s; "
                         "location = /asked {{ stub_status; }} "
                         "location / {{ try_files /0000000.bin =404; }}" % body)
    base = f"http://127.0.0.1:{port}"
    # Names in order append to the tree of claimed names; others each change some page of it.
    named = random.Random(1)
    names = (f"{named.getrandbits(48):012x}-{i}" if random_names else f"{i:07d}" for i in range(count))
    work = Work("million", [f"{base}/{name}.bin" for name in names], None, 64)
    service = Fetchery(scratch, java_options)
    try:
        started = time.monotonic()
        job = service.post(work)
        posted = time.monotonic() - started
        watch = Watch(service, job)
        while service.view(job)["progress"]["done"] < count * 7 // 10:
            time.sleep(0.05)
        service.kill()
        peak, root = watch.stop(), service.root
        before = watch.told
        service = Fetchery(scratch, java_options, root)
        ready = service.ready
        again = Watch(service, job)
        while service.view(job)["state"] == "running":
            time.sleep(0.2)
        peak = max(peak, again.stop())
        view = service.view(job)
        # Each look at the count is a request too.
        asked = int(urllib.request.urlopen(f"{base}/asked").read().split()[9]) - 1
        marks = before + again.told + [(time.monotonic(), view["progress"]["done"])]
        tenth = count // 10
        rates = [tenth / (at(marks, (k + 1) * tenth) - at(marks, k * tenth)) for k in range(10)]
        waits = sorted(watch.waits + again.waits)
        log = sum(os.path.getsize(f"{root}/data/{f}") for f in os.listdir(f"{root}/data")
                  if f.endswith("-wal")) >> 20
        print(f"\nmillion: {count} files of 1 KiB, "
              f"{'random' if random_names else 'sequential'} names, killed and started again at {count * 7 // 10}")
        print(f"  {view['state']}, {view['progress']['done']} done, posted in {posted:.1f} s")
        print("  files/s by tenth: " + " ".join(f"{rate:.0f}" for rate in rates))
        print(f"  last tenth / second tenth {rates[9] / rates[1]:.2f}")
        print(f"  peak resident memory {peak} MiB, write-ahead log {log} MiB")
        print(f"  GET of the job: median {statistics.median(waits) * 1000:.1f} ms, "
              f"p99 {waits[len(waits) * 99 // 100] * 1000:.1f} ms, max {waits[-1] * 1000:.1f} ms")
        print(f"  longest commit {max(watch.commit, again.commit) * 1000:.0f} ms")
        print(f"  ready again after {ready:.2f} s; {asked - count} items requested twice")
        files = sum(1 for entry in os.scandir(f"{root}/downloads/j1")
                    if entry.stat().st_size == 1024)
        print(f"  {files} files of the right size", flush=True)
    finally:
        service.stop()
        server.terminate()
        server.wait()


def start(scratch, java_options, rounds, against):
    """Seconds from the fork of `serve` to the line that says where it listens."""
    make_archive(scratch)
    ways = {"target/fetchery": {"launcher": LAUNCHER}, "java -jar": {}}
    if against:
        ways["java -jar, other jar"] = {"jar": against}
    seconds, used = {way: [] for way in ways}, {way: [] for way in ways}
    for turn in range(rounds):
        for way in list(ways)[:: 1 if turn % 2 == 0 else -1]:
            service = Fetchery(scratch, java_options, **ways[way])
            seconds[way].append(service.ready)
            used[way].append(service.cpu())
            service.stop()
    print("\nstart: from the fork of serve until it listens")
    for way in ways:
        print(f"  {way:22} {statistics.median(seconds[way]):.2f} s, "
              f"{min(seconds[way]):.2f} to {max(seconds[way]):.2f}, CPU {statistics.median(used[way]):.2f} s",
              flush=True)


def at(marks, n):
    """When item n was told of."""
    return next(when for when, told in marks if told >= n)


class Watch:
    """Looks at a job again and again: how far it is, how long the answer took, and the memory."""

    def __init__(self, service, job):
        self.service, self.job = service, job
        self.told, self.waits, self.peak, self.over, self.commit = [], [], 0, False, 0.0
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self):
        while not self.over:
            start = time.monotonic()
            try:
                progress = self.service.view(self.job)["progress"]
                self.peak = max(self.peak, self.service.peak_mib())
                if len(self.told) % 20 == 0:
                    self.commit = self.service.metric("fetchery_store_commit_longest_seconds")
            except OSError:
                return
            now = time.monotonic()
            self.waits.append(now - start)
            self.told.append((now, progress["done"]))
            time.sleep(0.05)

    def stop(self):
        self.over = True
        self.thread.join()
        return self.peak


def watchers(scratch, java_options, rounds, count=1000):
    """The same job with one watcher and with very many."""
    source = make_files(f"{scratch}/watched", 10_000, 5120)
    server, base = serve_files(scratch, source)
    work = Work("watchers", [f"{base}/{i:07d}.bin" for i in range(10_000)], source, 64)
    service = Fetchery(scratch, java_options)
    try:
        for _ in range(5):
            service.fetch(work)
        alone, crowded, late = [], [], []
        for _ in range(rounds):
            alone.append(watched(service, work, 1)[0])
            took, behind = watched(service, work, count)
            crowded.append(took)
            late.append(behind)
        one, many = statistics.median(alone), statistics.median(crowded)
        print(f"\nwatchers: 10,000 files of 5 KiB, {count} watchers")
        print(f"  with one {one:.2f} s, with {count} {many:.2f} s: x {many / one:.2f}")
        print(f"  every watcher had every item {max(late):.1f} s after the end; "
              f"{service.peak_mib()} MiB", flush=True)
    finally:
        service.stop()
        server.terminate()
        server.wait()


def watched(service, work, count):
    """Seconds that the job took, and seconds after its end until all had been told all."""
    start = time.monotonic()
    job = service.post(work)
    where = urllib.parse.urlsplit(service.base)
    poll, streams = selectors.DefaultSelector(), {}
    for _ in range(count):
        s = socket.create_connection((where.hostname, where.port))
        s.sendall(f"GET /api/v1/jobs/{job}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        s.setblocking(False)
        poll.register(s, selectors.EVENT_READ)
        streams[s] = [0, b""]
    mark = b"event: item\n"
    while streams:
        for key, _ in poll.select():
            s, stream = key.fileobj, streams[key.fileobj]
            data = s.recv(1 << 20)
            text = stream[1] + data
            stream[0] += text.count(mark)
            stream[1] = text[-(len(mark) - 1):]
            if not data or b"event: end\n" in text:
                if stream[0] != len(work.urls):
                    raise SystemExit(f"watchers: told {stream[0]} of {len(work.urls)} items")
                poll.unregister(s)
                s.close()
                del streams[s]
    told = time.monotonic() - start
    took = service.view(job)["progress"]["elapsedMs"] / 1000
    return took, told - took


def tls(scratch, java_options, rounds):
    """The small files over TLS, HTTP/2 beside HTTP/1.1, and beside curl; and a handshake for each file."""
    source = make_files(f"{scratch}/tls", 10_000, 5120)
    run = lambda *command: subprocess.run(command, check=True, capture_output=True)
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        "-keyout", f"{scratch}/key.pem", "-out", f"{scratch}/cert.pem")
    run("keytool", "-importcert", "-noprompt", "-file", f"{scratch}/cert.pem", "-alias", "bench",
        "-keystore", f"{scratch}/trust.p12", "-storetype", "PKCS12", "-storepass", "changeit")
    trust = [f"-Djavax.net.ssl.trustStore={scratch}/trust.p12",
             "-Djavax.net.ssl.trustStorePassword=changeit"]
    service, servers, turns, results = Fetchery(scratch, java_options + trust), [], {}, {}
    try:
        for name, protocol, further, count, flag in (
                ("HTTP/1.1", "", "", 10_000, "--http1.1"), ("HTTP/2", "http2", "", 10_000, "--http2"),
                ("a connection each", "", f"keepalive_timeout 0; access_log {scratch}/reused reused;",
                 2_000, "--http1.1")):
            server, port = nginx(scratch, "listen 127.0.0.1:{port} ssl %s backlog=8192; root %s; %s "
                                 "ssl_certificate %s/cert.pem; ssl_certificate_key %s/key.pem;"
                                 % (protocol, source, further, scratch, scratch))
            servers.append(server)
            urls = [f"https://localhost:{port}/{i:07d}.bin" for i in range(count)]
            work = Work(name, urls, None, 64)
            turns[f"{name}, fetchery"] = lambda w=work: service.fetch(w)
            turns[f"{name}, curl"] = lambda w=work, f=flag: curl(w, scratch, f)
        for turn in range(WARM_TLS + rounds):
            for name, contender in turns.items():
                if name.endswith("each, fetchery"):
                    open(f"{scratch}/reused", "w").close()
                result = contender()
                if name.endswith("each, fetchery"):
                    resumed = open(f"{scratch}/reused").read().count("r\n")
                if turn >= WARM_TLS:
                    results.setdefault(name, []).append(result)
        print("\ntls: files of 5 KiB from nginx over TLS, 64 at once: 10,000, or 2,000 by a connection each")
        for name, runs in results.items():
            print(f"  {name:28} {statistics.median(r[0] for r in runs):.2f} s, "
                  f"{statistics.median(r[1] for r in runs):.2f} CPU s", flush=True)
        print(f"  of 2,000 sessions Fetchery resumed {resumed}")
    finally:
        service.stop()
        for server in servers:
            server.terminate()
            server.wait()


def curl(work, scratch, protocol):
    out = tempfile.mkdtemp(dir=scratch)
    listed = f"{out}.curl"
    with open(listed, "w") as f:
        f.writelines(f'url = "{url}"\noutput = "{out}/{i}"\n' for i, url in enumerate(work.urls))
    before, start = os.times(), time.monotonic()
    subprocess.run(["curl", "-s", "--parallel", "--parallel-max", str(work.at_once), protocol,
                    "--cacert", f"{scratch}/cert.pem", "-K", listed],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, after = time.monotonic() - start, os.times()
    check(work, out)
    return seconds, after[2] + after[3] - before[2] - before[3]


def segments(scratch, java_options, rounds):
    """One file by one connection and by four: held to a rate each, and as fast as they can."""
    size = 256 << 20
    source, turns = make_files(f"{scratch}/segments", 1, size), {}
    service, servers = Fetchery(scratch, java_options), []
    try:
        for pace, limit in (("32 MiB/s each", "limit_rate 32m;"), ("no limit", "")):
            server, port = nginx(
                scratch, "listen 127.0.0.1:{port}; root %s; %s" % (source, limit))
            servers.append(server)
            urls = [f"http://127.0.0.1:{port}/0000000.bin"]
            for count in (1, 4):
                work = Work("large", urls, source, 4, count)
                turns[f"{pace}, fetchery {count}"] = lambda w=work: service.fetch(w)[0]
                if shutil.which("aria2c"):
                    turns[f"{pace}, aria2c {count}"] = lambda w=work: aria2c(w, scratch)
        results = {name: [] for name in turns}
        for turn in range(3 + rounds):
            for name, run in turns.items():
                seconds = run()
                if turn >= 3:
                    results[name].append(seconds)
        print("\nsegments: a file of 256 MiB by one connection and by four")
        for name, runs in results.items():
            print(f"  {name:28} {statistics.median(runs):6.2f} s", flush=True)
    finally:
        service.stop()
        for server in servers:
            server.terminate()
            server.wait()


def aria2c(work, scratch):
    out, count = tempfile.mkdtemp(dir=scratch), str(work.segments)
    started = time.monotonic()
    subprocess.run(["aria2c", "-q", "--file-allocation=none", "-x", count, "-s", count, "-k", "1M",
                    "-d", out, *work.urls], stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - started
    check(work, out)
    shutil.rmtree(out)
    return seconds
