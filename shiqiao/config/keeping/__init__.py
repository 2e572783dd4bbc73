"""Keeping: backups that can be trusted, restoring them, and going from one release to the next.

`strongbox` how bytes are encrypted · `keys` who can open them · `pack` what lies in a backup · `postgres` dump and load ·
`shelf` attachments beside the backups · `backup` · `restore` · `thinning` which old ones stay · `state` what is known of
the last one · `schedule` every night · `upgrade` before tables are migrated · `digests` for strangers.
"""
