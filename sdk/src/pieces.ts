/** How much a piece may hold. */
export interface PieceOptions<T> {
  readonly maxCount: number;
  /** Together, in the unit of `weigh`. */
  readonly maxWeight: number;
  readonly weigh: (item: T) => number;
}

/** Cuts things into pieces, in order; one that is too heavy by itself is a piece alone. */
export async function* inPieces<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { maxCount, maxWeight, weigh }: PieceOptions<T>,
): AsyncGenerator<T[]> {
  let piece: T[] = [];
  let weight = 0;
  for await (const item of items) {
    const more = weigh(item);
    if (piece.length > 0 && (piece.length === maxCount || weight + more > maxWeight)) {
      yield piece;
      piece = [];
      weight = 0;
    }
    piece.push(item);
    weight += more;
  }
  if (piece.length > 0) yield piece;
}
