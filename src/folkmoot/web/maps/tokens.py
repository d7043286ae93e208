"""Colours for a map that is a document of its own: pages' variables do not reach into an image.

The values are those of ``--fm-`` in the design's style sheet; a test compares them.
"""

LIGHT = (
    "--fm-m-land:#F3F2EA;--fm-m-block:#E9E8DD;--fm-m-bldg:#DEDCCF;--fm-m-road:#FFFFFF;"
    "--fm-m-case:#D9D7C9;--fm-m-main:#FFF6DC;--fm-m-maincase:#D8C68D;--fm-m-park:#D8E7CF;"
    "--fm-m-water:#C7DEEA;--fm-m-shore:#A9C9DA;--fm-m-text:#4C5048;--fm-m-halo:#F7F6EF;"
    "--fm-ink:#1A201C;--fm-tide:#1F5F85;--fm-clay:#A8381F;--fm-lichen-line:#916B00;--fm-moss:#2B6E40;"
    "--fm-yew:#1F5A41;--fm-surface:#FFFFFF;"
)
DARK = (
    "--fm-m-land:#1B211D;--fm-m-block:#202722;--fm-m-bldg:#2A322C;--fm-m-road:#3A443D;"
    "--fm-m-case:#151A17;--fm-m-main:#574F33;--fm-m-maincase:#1C1B14;--fm-m-park:#1F3527;"
    "--fm-m-water:#14303F;--fm-m-shore:#235066;--fm-m-text:#C4CCC4;--fm-m-halo:#161B18;"
    "--fm-ink:#EBEFE9;--fm-tide:#8AC5E8;--fm-clay:#F0937A;--fm-lichen-line:#A98522;--fm-moss:#8DCEA2;"
    "--fm-yew:#7CC3A0;--fm-surface:#181E1A;"
)
STYLE = f":root{{{LIGHT}}}@media(prefers-color-scheme:dark){{:root{{{DARK}}}}}"
