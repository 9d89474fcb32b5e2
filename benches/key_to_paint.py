#!/usr/bin/env python3
"""How long it takes from a key press to the picture that shows it, in a pseudo-terminal, while polls arrive.

    key_to_paint.py [--size 120x40] [--keys 600] [--warmup 6] -- target/release/callboard --config sim.toml

Needs pyte. Output is stamped when it is read, and looked at afterwards: a key counts as painted when the row
under the cursor or the list that is looked at has changed, so that ticking clocks are not taken for an answer.
"""
import argparse, fcntl, json, os, pty, random, select, signal, struct, sys, termios, time

import pyte

# Each key changes which row the cursor is on, or which list is looked at. Agents and queues keep their order.
ROUND = ["4", "j", "j", "k", "j", "\x04", "j", "j", "k", "\x15", "j", "3", "j", "j", "\x04", "k", "\x15", "j", "k"]


def look(screen):
    """The list that is looked at, and the row number beside the cursor's bar."""
    # A read may end in the middle of a frame: half a wide character is no reason to stop.
    lines = ["".join(screen.buffer[y][x].data for x in range(screen.columns)) for y in range(screen.lines)]
    tabs = next((line for line in lines if "[" in line and "Calls" in line), "")
    shown = tabs[tabs.find("[") : tabs.find("]")]
    row = next((line[1:4].strip() for line in lines if line.startswith("▌")), None)
    return shown, row


def record(command, columns, rows, keys, warmup):
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    begun, out, pressed = time.monotonic(), [], []
    due = begun + warmup
    while len(pressed) < keys or time.monotonic() < due:
        ready, _, _ = select.select([terminal], [], [], max(0.0, due - time.monotonic()))
        if ready:
            data = os.read(terminal, 65536)
            out.append((time.monotonic(), data))
        if time.monotonic() >= due and len(pressed) < keys:
            key = ROUND[len(pressed) % len(ROUND)]
            pressed.append((time.monotonic(), key))
            os.write(terminal, key.encode())
            due = time.monotonic() + random.uniform(0.06, 0.14)
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
    return out, pressed


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--size", default="120x40")
    options.add_argument("--keys", type=int, default=600)
    options.add_argument("--warmup", type=float, default=6.0)
    options.add_argument("command", nargs="+")
    given = options.parse_args()
    columns, rows = map(int, given.size.split("x"))
    out, pressed = record(given.command, columns, rows, given.keys, given.warmup)
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    took, unseen, at, seen = [], 0, 0, None
    for place, (when, _) in enumerate(pressed):
        until = pressed[place + 1][0] if place + 1 < len(pressed) else float("inf")
        while at < len(out) and out[at][0] < when:
            stream.feed(out[at][1])
            at += 1
        seen, painted = look(screen), None
        while at < len(out) and out[at][0] < until and painted is None:
            stream.feed(out[at][1])
            if look(screen) != seen:
                painted = out[at][0]
            at += 1
        if painted is None:
            unseen += 1
        else:
            took.append(1000 * (painted - when))
    took.sort()
    part = lambda share: round(took[min(len(took) - 1, int(share * len(took)))], 2)
    print(json.dumps({"keys": len(pressed), "painted": len(took), "unseen": unseen, "median_ms": part(0.5),
                      "p90_ms": part(0.9), "p99_ms": part(0.99), "max_ms": round(took[-1], 2)}))


if __name__ == "__main__":
    main()
