"""What the benchmarks are made of: files, servers, and Fetchery as a process."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
JAR = os.path.join(HERE, "..", "..", "target", "fetchery.jar")
LAUNCHER = os.path.join(HERE, "..", "..", "target", "fetchery")
TICKS = os.sysconf("SC_CLK_TCK")
PEERS = {"curl": "--version", "wget2": "--version", "aria2c": "--version", "rclone": "version",
         "nginx": "-v"}


def told(*command):
    """The first line that a program prints."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip().split("\n")[0]


def version(program):
    """Its version as numbers."""
    found = re.search(r"(\d+)\.(\d+)", told(program, PEERS[program]))
    return tuple(int(part) for part in found.groups()) if found else (0, 0)


def say_versions():
    print(f"{os.cpu_count()} processors, Linux {os.uname().release}")
    for program, asked in PEERS.items():
        if shutil.which(program):
            print("  " + " ".join(told(program, asked).split()[:4]))
        else:
            print(f"  {program}: not there")
    for java in javas():
        print(f"  {java.command}: {told(java.command, '--version')}")


class Java:
    def __init__(self, command):
        self.command = command
        self.name = re.search(r"\d+", told(command, "--version")).group()


def javas():
    """The JVM of the path, and a later one that JAVA_LATER names."""
    return [Java(command) for command in ("java", os.environ.get("JAVA_LATER")) if command]


def compiled(source, scratch):
    """The program of a source beside this file: a directory of classes, or an executable."""
    out = os.path.join(scratch, source + ".out")
    path = os.path.join(HERE, source)
    if not os.path.exists(out):
        command = (["cc", "-O2", "-pthread", "-o", out, path] if source.endswith(".c")
                   else ["javac", "-d", out, path])
        subprocess.run(command, check=True)
    return out


def make_archive(scratch):
    """The launcher's archive of classes: made beside a first run, which is waited for here."""
    cache = f"{scratch}/cache"
    job = f"{scratch}/none.json"
    with open(job, "w") as f:
        f.write("{}")
    subprocess.run([LAUNCHER, "run", job], env=dict(os.environ, XDG_CACHE_HOME=cache),
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 180
    while time.monotonic() < until:
        there = os.listdir(f"{cache}/fetchery") if os.path.isdir(f"{cache}/fetchery") else []
        if there and not any(name.endswith(".making") for name in there):
            return
        time.sleep(0.2)
    print("no archive of classes: what follows is without it")


def machine_busy():
    """Seconds of all processors that were not idle, since the start of the machine."""
    fields = [int(field) for field in open("/proc/stat").readline().split()[1:]]
    user, nice, system, _, _, irq, soft = fields[:7]
    return (user + nice + system + irq + soft) / TICKS


def tree_cpu(pid):
    """Seconds of a process and its children that are there."""
    total = 0
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(entry) == pid or int(fields[1]) == pid:
                total += int(fields[11]) + int(fields[12])
    return total / TICKS


def split(server, contender):
    """What a contender returns, with the seconds of the server and those of all others."""
    busy, served = machine_busy(), tree_cpu(server.pid)
    seconds, used, peak = contender()
    served = tree_cpu(server.pid) - served
    return seconds, used, peak, served, max(0, machine_busy() - busy - served - used)


class Work:
    """Files to fetch, where they lie (None: nowhere), and how many are asked for at once."""

    def __init__(self, name, urls, source, at_once, segments=1, digest="sha256"):
        self.name, self.urls, self.source, self.at_once = name, urls, source, at_once
        self.segments, self.digest = segments, digest

    def without_digest(self):
        return Work(self.name, self.urls, self.source, self.at_once, self.segments, "none")


def check(work, out):
    """Every byte: the files fetched are the files served."""
    got = [name for name in os.listdir(out) if not name.startswith(".")]
    if len(got) != len(work.urls):
        raise SystemExit(f"{work.name}: {len(got)} of {len(work.urls)} files")
    if work.source and subprocess.run(["diff", "-rq", work.source, out]).returncode != 0:
        raise SystemExit(f"{work.name}: wrong bytes")


def settle(work, out):
    """Large bodies go at once, so that none pays for what the one before it left to be written."""
    if work.name in ("large", "one"):
        shutil.rmtree(out)
        os.sync()


def prime(work, scratch):
    """Memory that a virtual machine gave back while it idled costs the next who writes: all have it back."""
    if work.name in ("large", "one"):
        out = tempfile.mkdtemp(dir=scratch)
        for name in os.listdir(work.source):
            shutil.copyfile(f"{work.source}/{name}", f"{out}/{name}")
        settle(work, out)


class Fetchery:
    """A service in a process of its own, with one watcher on the feed of each job."""

    def __init__(self, scratch, java_options, root=None, jar=JAR, launcher=None):
        self.root = root or tempfile.mkdtemp(dir=scratch)
        started = time.monotonic()
        self.process = subprocess.Popen(
            [*([launcher] if launcher else ["java", *java_options, "-jar", jar]), "serve", "--port", "0",
             "--data-dir", f"{self.root}/data", "--downloads-dir", f"{self.root}/downloads"],
            env=dict(os.environ, XDG_CACHE_HOME=f"{scratch}/cache"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        found = re.search(r"http://\S+", self.process.stdout.readline())
        if not found:
            self.process.kill()
            raise SystemExit("the service did not start; does the JVM know these options?")
        self.base = found.group()
        self.ready = time.monotonic() - started
        self.jobs = 0

    def cpu(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self):
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) // 1024

    def resident_mib(self):
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) // 1024

    def post(self, work):
        """Posts the work as a manifest; the job's id."""
        self.jobs += 1
        options = {"limits": {"concurrency": work.at_once, "perHost": work.at_once,
                              "segments": work.segments}}
        if work.digest != "sha256":
            options["save"] = {"digest": work.digest}
        query = urllib.parse.urlencode(
            {"name": f"j{self.jobs}", "as": "{url.file}", "options": json.dumps(options)})
        request = urllib.request.Request(
            f"{self.base}/api/v1/jobs?{query}", "\n".join(work.urls).encode(),
            {"Content-Type": "text/plain"})
        return json.load(urllib.request.urlopen(request))["id"]

    def view(self, job):
        return json.load(urllib.request.urlopen(f"{self.base}/api/v1/jobs/{job}"))

    def metric(self, name):
        """A metric without labels; 0 where a build has none of that name."""
        with urllib.request.urlopen(f"{self.base}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return next((float(line.split()[1]) for line in lines if line.startswith(name + " ")), 0.0)

    def fetch(self, work):
        """Seconds from the posting to the end of the feed, CPU seconds, peak memory in MiB."""
        cpu, start = self.cpu(), time.monotonic()
        job = self.post(work)
        # Read in pieces: a watcher that takes it line by line in Python costs a tenth of a core.
        pieces = []
        with urllib.request.urlopen(f"{self.base}/api/v1/jobs/{job}/events") as feed:
            while piece := feed.read1(1 << 16):
                pieces.append(piece)
        seconds = time.monotonic() - start
        seen = b"".join(pieces).count(b"\nevent: item\n")
        if seen != len(work.urls):
            raise SystemExit(f"{work.name}: the feed told {seen} of {len(work.urls)} items")
        used = self.cpu() - cpu
        check(work, f"{self.root}/downloads/j{self.jobs}")
        settle(work, f"{self.root}/downloads/j{self.jobs}")
        return seconds, used, self.peak_mib()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()


def nginx(scratch, inside):
    """nginx with these directives inside its server block; the server and its port."""
    where, port = tempfile.mkdtemp(dir=scratch), random.randint(20000, 30000)
    conf = os.path.join(where, "nginx.conf")
    temp = " ".join(f"{kind}_temp_path {where}/nginx-{kind};" for kind in
                    ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(conf, "w") as f:
        f.write(f"""worker_processes 1; pid {where}/nginx.pid; error_log {where}/nginx.log;
daemon off; events {{ worker_connections 8192; }}
http {{ log_format reused "$ssl_session_reused"; access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; {temp}
open_file_cache max=20000 inactive=600s;
server {{ {inside.format(port=port)} }} }}""")
    os.chmod(scratch, 0o755)
    os.chmod(where, 0o755)
    server = subprocess.Popen(["nginx", "-c", conf], stderr=subprocess.DEVNULL)
    time.sleep(1)
    return server, port


def serve_files(scratch, source):
    server, port = nginx(scratch, "listen 127.0.0.1:{port} backlog=8192; root %s;" % source)
    return server, f"http://127.0.0.1:{port}"


def make_files(where, count, size):
    os.makedirs(where)
    for i in range(count):
        with open(f"{where}/{i:07d}.bin", "wb") as f:
            for begin in range(0, size, 1 << 20):
                f.write(os.urandom(min(size - begin, 1 << 20)))
    return where


def delaying_origin(lag_ms):
    command = ["java", "-jar", JAR, "origin", "--port", "0", "--lag-ms", str(lag_ms)]
    origin = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return origin, re.search(r"http://\S+", origin.stdout.readline()).group()
