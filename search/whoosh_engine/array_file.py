"""A file of named arrays, read through the page cache: what posting lists and documents are kept in.

The arrays come first, little-endian, each at a multiple of 8 bytes. A JSON directory of them ends the file
(`{group: {name: [offset, type, size, CRC-32]}}`), then its length (uint32), its CRC-32 (uint32) and eight bytes that
name the format and its version. Nothing is pickled, and opening a file reads its directory only.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

#: Names the format and its version; the last bytes of a file.
MAGIC = b"TINARR02"
_TAIL = struct.Struct("<II8s")

Integers = npt.NDArray[Any]


class BadArrays(Exception):
    """The file is not one of these, is of another version, is cut off, or an array is not what was written."""


def narrow(values: Integers, *types: type[np.unsignedinteger[Any]]) -> Integers:
    """Give the values in the first of the types that holds them all."""
    greatest = int(values.max()) if values.size else 0
    for one in types:
        if greatest <= np.iinfo(one).max:
            return values.astype(np.dtype(one).newbyteorder("<"), copy=False)
    raise OverflowError(f"No type of {types} holds {greatest}.")


def mapped_bytes() -> int:
    """Tell how many bytes of mapped files this process holds in memory; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[2]) * mmap.PAGESIZE
    except (OSError, ValueError, IndexError):
        return 0


class ArrayFileWriter:
    """Writes a new file array by array; `close` makes it whole."""

    def __init__(self, path: Path) -> None:
        """Create the file. Raises `OSError`, as every call here may."""
        self._file = path.open("wb")
        self._directory: dict[str, dict[str, list[Any]]] = {}
        self._offset = 0

    def add(self, group: str, name: str, array: Integers) -> None:
        """Write one array."""
        data = np.ascontiguousarray(array).data.cast("B") if array.size else b""
        padding = -self._offset % 8
        self._file.write(b"\0" * padding)
        self._file.write(data)
        entry = [self._offset + padding, array.dtype.str, int(array.size), zlib.crc32(data)]
        self._directory.setdefault(group, {})[name] = entry
        self._offset += padding + len(data)

    def close(self) -> None:
        """Write the directory and close the file."""
        listing = json.dumps(self._directory).encode()
        self._file.write(listing + _TAIL.pack(len(listing), zlib.crc32(listing), MAGIC))
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is, which no reader takes for a whole one."""
        self._file.close()


class ArrayFile:
    """An open file of arrays. Reading is safe from many threads; the file is let go with its last view."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its directory. Raises `BadArrays`, and `OSError` where there is none."""
        self._name = path.name
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._data = memoryview(self._map)
        if len(self._data) < _TAIL.size:
            raise BadArrays(f"{path.name} is cut off.")
        length, checksum, magic = _TAIL.unpack(self._data[-_TAIL.size :])
        listing = bytes(self._data[-_TAIL.size - length : -_TAIL.size]) if magic == MAGIC else b""
        if magic != MAGIC or zlib.crc32(listing) != checksum:
            raise BadArrays(f"{path.name} is damaged or of another version.")
        self._directory: dict[str, dict[str, tuple[int, str, int, int]]] = json.loads(listing)

    @property
    def groups(self) -> Mapping[str, Mapping[str, object]]:
        """The names of the arrays in every group."""
        return self._directory

    def array(self, group: str, name: str) -> Integers:
        """Give an array as a view that copies nothing. Raises `KeyError`."""
        offset, dtype, size, _ = self._directory[group][name]
        return np.frombuffer(self._data, np.dtype(dtype), size, offset)

    def view(self, group: str, name: str) -> memoryview:
        """Give an array as plain memory: one integer of it is had several times faster."""
        return self.array(group, name).data

    def has(self, group: str, name: str) -> bool:
        """Tell whether there is such an array."""
        return name in self._directory.get(group, ())

    def let_go(self) -> None:
        """Take the pages of the file out of this process's memory, where the system can; reading brings them back."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def verify(self) -> None:
        """Read every array and compare it with its checksum. Raises `BadArrays` for the first that differs."""
        for group, arrays in self._directory.items():
            for name, (offset, dtype, size, checksum) in arrays.items():
                if zlib.crc32(self._data[offset : offset + size * np.dtype(dtype).itemsize]) != checksum:
                    raise BadArrays(f"{self._name}: the array {name} of {group} is not what was written.")
