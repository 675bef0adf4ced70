/** Does something with each item, some ahead of the one that is read, and gives the results in the items' order. */
export async function* ahead<T, R>(items: Iterable<T> | AsyncIterable<T>, count: number, act: (item: T) => Promise<R>): AsyncGenerator<R> {
  const under: Promise<R>[] = [];
  for await (const item of items) {
    const next = act(item);
    // Read later: a failure meanwhile is not one that nobody handles.
    next.catch(() => undefined);
    under.push(next);
    if (under.length >= count) yield under.shift() as Promise<R>;
  }
  for (const each of under) yield each;
}
