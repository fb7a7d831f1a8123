"""What no text may hold, whoever wrote it: characters that nobody sees, and what breaks a line."""

import re

#: Controls, halves of surrogate pairs (no database takes them), direction marks, separators and
#: fillers of no width, line ends of other systems than ours, and the tags that hide a text in one.
#:
#: Left out because people type them: joiners (U+200C, U+200D), which build emoji on phones and
#: words in Persian and Hindi, and the selectors of a character's form (U+180B to U+180F in
#: Mongolian, U+FE00 to U+FE0F, U+E0100 to U+E01EF). They change the look of a neighbour and never
#: the order of what is read.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
#: Those joiners and selectors: alone they are nothing, and in a name nobody would see them.
JOINERS = re.compile("[\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
#: What ends a line, or a cell in the lists that we print.
LINE_ENDS = re.compile(r"[\t\n\r]")
