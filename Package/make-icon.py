"""Draws icon.png: a grid of pages. The first row is cached, and the others were dropped. Run this program in this directory."""

import struct
import zlib

SIZE, CELLS, MARGIN, GAP = 128, 4, 14, 6
BACKGROUND, CACHED, DROPPED = (18, 32, 47), (63, 185, 80), (45, 65, 84)
CELL = (SIZE - 2 * MARGIN - (CELLS - 1) * GAP) // CELLS


def color(x, y):
    column, left = divmod(x - MARGIN, CELL + GAP)
    row, top = divmod(y - MARGIN, CELL + GAP)
    if not (0 <= column < CELLS and 0 <= row < CELLS and left < CELL and top < CELL):
        return BACKGROUND
    return CACHED if row == 0 else DROPPED


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


rows = b"".join(b"\0" + b"".join(bytes(color(x, y)) for x in range(SIZE)) for y in range(SIZE))
with open("icon.png", "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n")
    file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)))
    file.write(chunk(b"IDAT", zlib.compress(rows, 9)))
    file.write(chunk(b"IEND", b""))
