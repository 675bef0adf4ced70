import { type Api, createApi } from "./api";

/** The API of this origin with the session cookie of the browser. */
export const api: Api = createApi((path, init) => fetch(path, { ...init, credentials: "same-origin" }));
