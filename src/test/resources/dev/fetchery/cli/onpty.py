"""Runs a command on a pseudo terminal and copies what it writes there.

onpty.py COLUMNS PATTERN COMMAND...: types Ctrl-C once when the output matches PATTERN; an empty
one never does. Exits as the command does, 128 + N if signal N ended it.
"""
import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios

columns, pattern, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
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
typed = not pattern
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
    if not typed and re.search(pattern.encode(), seen):
        os.write(terminal, b"\x03")
        typed = True
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(status if status >= 0 else 128 - status)
