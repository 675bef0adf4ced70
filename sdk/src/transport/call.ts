/**
 * An answer with what came around it.
 *
 * @example const { data, response } = await cairn.me.get().withResponse();
 */
export interface Answer<T> {
  data: T;
  /** The response; its body has been read. */
  response: Response;
  requestId: string | null;
}

/**
 * A request under way: await it for the data, or ask for the response as well.
 *
 * @example const { data, requestId } = await cairn.me.get().withResponse();
 */
export class Call<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = "Call";
  readonly #answer: Promise<Answer<T>>;

  constructor(answer: Promise<Answer<T>>) {
    this.#answer = answer;
  }

  /** The data with the response (status, headers) and the request id. */
  withResponse(): Promise<Answer<T>> {
    return this.#answer;
  }

  // biome-ignore lint/suspicious/noThenProperty: a call is a promise that has one method more
  then<A = T, B = never>(
    onData?: ((data: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#answer.then((answer) => answer.data).then(onData, onError);
  }

  catch<B = never>(onError?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(null, onError);
  }

  finally(onEnd?: (() => void) | null): Promise<T> {
    return this.then().finally(onEnd);
  }
}
