"""Files made to hurt are refused in words, within 10 seconds and 300 MB, and nothing else ever comes out."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regtrack.catalogue.loader import load_pack, load_text
from regtrack.yaml_nodes.faults import Fault, FileFaults
from tests.catalogue.pack_sample import PACK, ROLES

SECONDS, MEGABYTES = 10, 300
MEGABYTE = 1_000_000
READ = """
import resource, sys
from pathlib import Path
from regtrack.catalogue.loader import load_pack
from regtrack.yaml_nodes.faults import FileFaults
try:
    load_pack(Path(sys.argv[1]))
except FileFaults as refused:
    codes = ",".join(sorted({fault.code for fault in refused.faults}))
    print(codes, len(str(refused)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _bombs() -> str:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    return "\n".join(rows)


HOSTILE = {
    "five_megabytes": ("x: " + "y" * 5 * MEGABYTE, "too_big"),
    "a_thousand_lists": ("a: " + "[" * 1000 + "]" * 1000, "too_deep"),
    "a_thousand_maps": ("{a: " * 1000 + "1" + "}" * 1000, "too_deep"),
    "a_thousand_dashes": ("- " * 1000 + "x", "too_deep"),
    "a_thousand_indents": ("\n".join(" " * n + "a:" for n in range(1000)), "too_deep"),
    "open_brackets": ("[" * 900_000, "too_deep"),
    "open_braces": ("{" * 900_000, "too_deep"),
    "question_marks": ("? " * 400_000, "too_deep"),
    "exploding_aliases": (_bombs(), "alias"),
    "alias_cycle": ("a: &a [*a]\n", "alias"),
    "many_aliases": ("a: &a 1\nb: [" + "*a, " * 200_000 + "]", "alias"),
    "many_values": ("[" + "1," * 480_000 + "]", "too_many"),
    "many_keys": ("".join(f"k{n}: 1\n" for n in range(45_000)), "unknown_key"),
    "many_equal_keys": ("a: 1\n" * 190_000, "duplicate_key"),
    "many_documents": ("---\n" * 240_000, "several_documents"),
    "one_long_word": ("kind: " + "x" * 990_000, "unknown_value"),
    "one_long_key": ("x" * 990_000 + ": 1", "stray_colon"),
    "one_long_number": ("schema: " + "9" * 990_000, "unknown_value"),
    "one_long_date": ("checked: {on: " + "2" * 900_000 + "-01-01, how: x}", "missing_key"),
    "many_clauses": (
        "clauses:\n" + "".join(f"  - {{id: '{n}', kind: duty}}\n" for n in range(15_000)),
        "missing_key",
    ),
    "many_tabs": ("a:\n" + "\tb: 1\n" * 150_000, "tab"),
    "many_controls": ("a: \x07\n" * 150_000, "control_character"),
}


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_time_and_memory(name: str, tmp_path: Path) -> None:
    text, code = HOSTILE[name]
    path = tmp_path / "pack.yaml"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=_limits,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    codes, length, kilobytes = done.stdout.split()
    assert code in codes.split(",")
    assert int(length) < 200_000
    assert int(kilobytes) < MEGABYTES * 1024


SEED = PACK.encode()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 3), st.binary(min_size=1, max_size=4)),
        min_size=1,
        max_size=6,
    )
)
def test_no_mutation_gives_anything_but_a_pack_or_faults(changes: list[tuple[int, int, bytes]]) -> None:
    data = SEED
    for place, dropped, added in changes:
        data = data[:place] + added + data[place + dropped :]
    _refused_or_whole(data)


TOKENS = [
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "- ",
    "~",
    "NO",
    "1",
    "1.5",
    "2026-01-01",
    '"',
    "'",
    "\n",
    "&a",
    "*a",
    "!x",
    "|",
    "? ",
]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(PACK) - 1), st.sampled_from(TOKENS)), min_size=1, max_size=4))
def test_no_stray_token_gives_anything_but_a_pack_or_faults(changes: list[tuple[int, str]]) -> None:
    text = PACK
    for place, token in changes:
        text = text[:place] + token + text[place:]
    _refused_or_whole(text)


VALUES = ["~", "NO", "[]", "{}", "[[]]", "{a: b}", "1", "-1.5", "2026-01-01", "2026-02-30", "''", "text"]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, PACK.count(": ") - 1), st.sampled_from(VALUES))
def test_no_foreign_value_gives_anything_but_a_pack_or_faults(place: int, value: str) -> None:
    parts = PACK.split(": ")
    tail = parts[place + 1]
    cut = next((at for at, sign in enumerate(tail) if sign in ",}\n"), len(tail))
    parts[place + 1] = value + tail[cut:]
    _refused_or_whole(": ".join(parts))


def _refused_or_whole(text: str | bytes) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        load_text(text, "mutant.yaml", ROLES)
    except FileFaults as refused:
        faults = refused.faults
        shown = str(refused)
    assert all(fault.line >= 1 and fault.column >= 1 and fault.render() in shown for fault in faults)


def test_a_folder_or_a_pipe_is_no_file(tmp_path: Path) -> None:
    folder, pipe = tmp_path / "folder.yaml", tmp_path / "pipe.yaml"
    folder.mkdir()
    os.mkfifo(pipe)
    for path in (folder, pipe):
        with pytest.raises(FileFaults) as refused:
            load_pack(path)
        assert [fault.code for fault in refused.value.faults] == ["not_a_file"]
