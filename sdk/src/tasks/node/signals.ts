const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type EndSignal = keyof typeof CODES;

/**
 * Hears SIGINT and SIGTERM: the first one stops the work gracefully, and the process ends with 128 and the signal's number when `end` is
 * called. The second one ends it at once. A program with a handler of its own decides itself when to end.
 */
export function onEndSignals(stop: () => void): { end(): void } {
  let received: EndSignal | null = null;
  const handlers = (Object.keys(CODES) as EndSignal[]).map((signal) => {
    const handler = () => {
      if (received) process.exit(CODES[signal]);
      received = signal;
      stop();
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return {
    end() {
      for (const [signal, handler] of handlers) process.off(signal, handler);
      if (received && process.listenerCount(received) === 0) process.exit(CODES[received]);
    },
  };
}
