"""A PostgreSQL of one's own in a folder: ``python database.py FOLDER COMMAND...`` runs a command while it is up.

The command finds its address in ``PORTAL_DATABASE``. Nothing listens on the network: there is a socket in the folder.
Whoever is root lends the server to the user ``postgres``, for it refuses to run as root.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running(folder: Path) -> Generator[str, None, None]:
    """A server whose data lie in a folder; it is made when it is not there yet, and stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    with tempfile.TemporaryDirectory() as socket:  # the name of a socket has to be short
        if user:
            shutil.chown(socket, user)
        if not (folder / "PG_VERSION").exists():
            _run(user, "initdb", "-D", str(folder), "-A", "trust", "-U", "portal", "--no-sync", "-E", "UTF8")
        options = f"-k {socket} -c listen_addresses= -c fsync=off"
        _run(user, "pg_ctl", "-D", str(folder), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"host={socket} user=portal dbname=postgres"
        finally:
            _run(user, "pg_ctl", "-D", str(folder), "-m", "immediate", "stop")


def _run(user: str | None, program: str, *options: str) -> None:
    """One of the programs of PostgreSQL, which do not all stand on the path."""
    places = [*os.get_exec_path(), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))]
    found = shutil.which(program, path=os.pathsep.join(places))
    if found is None:
        sys.exit(f"{program} is not here: install PostgreSQL")
    subprocess.run([found, *options], user=user, cwd="/", stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    with running(Path(sys.argv[1]).resolve()) as address:
        sys.exit(subprocess.run(sys.argv[2:], env={**os.environ, "PORTAL_DATABASE": address}, check=False).returncode)
