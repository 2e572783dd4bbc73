"""Looking at every page as a careful reader would: what is cut, squeezed, overlapping, untranslated, too pale or foreign.

`atlas` finds the pages, `eyes` reads one, `axe` asks the rules of WCAG, `walking` does so in Chromium for many, `told`
prints it. `scripts/look.py` is the command; `tests/looking` walks over everything.
"""
