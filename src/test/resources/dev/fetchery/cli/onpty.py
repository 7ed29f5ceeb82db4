"""Runs a command on a pseudo terminal and copies what it writes there.

onpty.py COLUMNS PATTERNS COMMAND...: types Ctrl-C when the output matches the first line of
PATTERNS, again when what follows matches the second, and so on. Exits as the command does, 128 + N if signal N ended it.
"""
import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios

columns, patterns, command = int(sys.argv[1]), sys.argv[2].splitlines(), sys.argv[3:]
go_read, go_write = os.pipe()
pid, terminal = pty.fork()
if pid == 0:
    os.read(go_read, 1)  # not before the terminal has its size
    os.environ["TERM"] = "xterm"
    # A background job of a shell is started with this signal ignored.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
os.write(go_write, b"x")
seen = b""
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    seen += part
    sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()
    found = re.search(patterns[0].encode(), seen) if patterns else None
    if found:
        os.write(terminal, b"\x03")
        patterns.pop(0)
        seen = seen[found.end() :]
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(status if status >= 0 else 128 - status)
