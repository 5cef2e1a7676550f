"""Area codes laid over older ones, with the same boundaries.

The source knows towns of the older code only, and gives the newer one a single zone, for 474 and 689 one that no
town of theirs keeps. Which code covers which: NANPA (nanpa.com) and, for Canada, CNA (cnac.ca).
"""

OVERLAYS = {
    "364": ["270"],
    "448": ["850"],
    "458": ["541"],
    "729": ["423"],
    "930": ["812"],
    "986": ["208"],
    "367": ["418"],
    "581": ["418"],
    "879": ["709"],
    "474": ["306"],
    "689": ["407"],
    "782": ["902"],
    "236": ["250", "604"],
    "257": ["250", "604"],
    "672": ["250", "604"],
    "778": ["250", "604"],
}
