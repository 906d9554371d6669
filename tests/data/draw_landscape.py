# SPDX-License-Identifier: Apache-2.0
"""Draws a smooth landscape as PPM: draw_landscape.py WIDTH HEIGHT > FILE."""
import math
import sys

width, height = int(sys.argv[1]), int(sys.argv[2])


def mix(a, b, share):
    share = max(0.0, min(1.0, share))
    return tuple(p + (q - p) * share for p, q in zip(a, b))


dots = bytearray()
for y in range(height):
    for x in range(width):
        u, v = x / width, y / height
        colour = (110 + 90 * v, 150 + 70 * v, 220 + 10 * v)
        sun = math.hypot(u - 0.78, (v - 0.2) * height / width)
        colour = mix(colour, (235, 225, 190), (0.12 - sun) * 15)
        far = v - 0.45 - 0.08 * math.sin(7 * u + 1)
        colour = mix(colour, (90 - 30 * v, 110 - 20 * v, 120 - 50 * v), far * 20)
        near = v - 0.68 - 0.07 * math.sin(4 * u + 3)
        colour = mix(colour, (120 * v, 95 + 40 * math.sin(12 * u * v), 60), near * 20)
        dots += bytes(max(0, min(255, int(c))) for c in colour)
sys.stdout.buffer.write(b"P6\n%d %d\n255\n" % (width, height) + dots)
