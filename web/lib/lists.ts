/** Items asked for at once of lists that are known to be short (members, keys, workspaces). */
export const PAGE_SIZE = 200;
/** Most items of such a list that a page shows. */
export const LIST_MAX = 5_000;
