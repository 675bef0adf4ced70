/** The one object that keeps what operators ask for: counts of all isolates, and how the parts of the system were. */
export const operationsOf = (env: Env) => env.OPERATIONS.get(env.OPERATIONS.idFromName("operations"));
