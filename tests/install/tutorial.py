"""TUTORIAL BUILD SOURCE: do what the tutorial says, in an empty folder, as it is printed.

Its blocks: one whose first line is a comment with a file's name is that file; `sh` blocks are
commands, run in their order by one shell; a `text` block is what the sh block before it printed.
`console` blocks are not run. Only the port numbers are others, since tests share a machine."""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile

# "About 30 lines" are promised for a program; blank ones do not count.
LINES_MAX = 36


def blocks(text):
    """(language, lines)"""
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield match.group(1), match.group(2)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def with_free_ports(text):
    for port in ("7150", "7151"):
        text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{free_port()}")
    return text


def file_name(body):
    match = re.match(r"(?://|/\*|#) ([\w.]+\.\w+)(?: \*/)?\n", body)
    return match and match.group(1)


def steps(text):
    """(script, what it must print), and files as (name, content)"""
    found = list(blocks(text))
    for i, (language, body) in enumerate(found):
        name = file_name(body)
        if name is not None:
            yield "file", name, body
        elif language == "sh":
            after = found[i + 1] if i + 1 < len(found) else ("", "")
            yield "run", body, after[1] if after[0] == "text" else None
        elif language not in ("text", "console"):
            raise AssertionError(f"a {language} block without a file's name:\n{body}")


def script_of(text, folder):
    """One shell script; each sh block's output goes to a file of its own."""
    parts, wanted, printed = ["set -eu"], [], os.path.join(folder, "../printed")
    os.mkdir(printed)
    for kind, first, second in steps(text):
        if kind == "file":
            quoted = second.replace("'", "'\\''")
            parts.append(f"printf %s '{quoted}' >{first}")
        else:
            out = os.path.join(printed, str(len(wanted)))
            parts += [f"exec >{out}", first]
            wanted.append((first, second, out))
    return "\n".join(parts), wanted


def check_lengths(text):
    for kind, name, body in steps(text):
        if kind == "file" and name.endswith(".c"):
            lines = [l for l in body.splitlines() if l.strip()]
            assert len(lines) <= LINES_MAX, f"{name} has {len(lines)} lines"


def check_install(text, source, home):
    """The command that is not run would install where the rest looks for it."""
    command = next(body for language, body in blocks(text) if language == "console").strip()
    told = subprocess.run(["sh", "-c", command.replace("make ", "make -n ", 1)], cwd=source,
                          env={**os.environ, "HOME": home}, check=True, capture_output=True,
                          text=True).stdout
    assert f'cmake --install build/release --prefix "{home}/caravan"' in told, told


def run(script, folder, env):
    """(exit code, stderr); what it left running is gone."""
    shell = subprocess.Popen(["bash", "-c", script], cwd=folder, env=env, text=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                             start_new_session=True)
    try:
        _, errors = shell.communicate(timeout=200)
    finally:
        try:
            os.killpg(shell.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    return shell.returncode, errors


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = with_free_ports(file.read())
    build, source = sys.argv[2:]
    with tempfile.TemporaryDirectory() as home:
        check_lengths(text)
        check_install(text, source, home)
        subprocess.run(["cmake", "--install", build, "--prefix", f"{home}/caravan"], check=True,
                       capture_output=True)
        folder = os.path.join(home, "work", "hello")
        os.makedirs(folder)
        script, wanted = script_of(text, folder)
        env = {"HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        code, errors = run(script, folder, env)
        for block, expected, out in wanted:
            if not os.path.exists(out):
                break
            with open(out, encoding="utf-8") as file:
                printed = file.read()
            print(f"{block}{printed}", end="")
            assert printed == (expected or ""), f"wanted:\n{expected}"
        print(errors, end="")
        assert code == 0, f"exit {code}"


main()
