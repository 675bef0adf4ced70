/** Media type of the binary answer of a query of curves (docs/storage.md describes it). */
export const CURVES_MEDIA_TYPE = "application/vnd.cairn.curves";
