"""Clock ids are taken in blocks, so that an intake writes its clocks in the same round trip."""

from shiqiao.base.ids import Blocks

CLOCK_IDS = Blocks("clocks_clock_ids", 400)
