import { resetTypes } from "./declare/type-registry.ts";
import { configureTasks, memoryEnvironment, type TaskEnvironment } from "./environment.ts";

/** A store of a test's own. Ends with its block: `using tasks = temporaryTasks()`. */
export interface TemporaryTasks extends Disposable {
  readonly environment: TaskEnvironment;
  /** Brings back the store and the types that were there before. */
  end(): void;
}

/**
 * Gives a test a store in memory of its own, and no declared types but those that it declares itself or that `keepTypes` leaves: nothing
 * that it computes is found by another test or kept on disk. With `environment` it uses that store instead.
 *
 * @example
 * test("doubles", async () => {
 *   using tasks = temporaryTasks();
 *   const double = task("double", { params: z.object({ x: z.number() }), output: z.number(), run: ({ x }) => 2 * x });
 *   expect(await double({ x: 2 }).loadOrCreate()).toBe(4);
 * });
 */
export function temporaryTasks(options: { readonly keepTypes?: boolean; readonly environment?: TaskEnvironment } = {}): TemporaryTasks {
  const environment = options.environment ?? memoryEnvironment();
  const bringBackTypes = options.keepTypes ? () => {} : resetTypes();
  const bringBackStore = configureTasks(environment);
  const end = () => {
    bringBackStore();
    bringBackTypes();
  };
  return { environment, end, [Symbol.dispose]: end };
}
