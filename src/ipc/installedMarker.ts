/** Marks the hooks that were installed for good, so that they can be found and removed. */
export const installedMarker = '--installed-by=parallel-cc';
