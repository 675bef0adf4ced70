import { type Also, type Serving, serveProvider } from "./serve.ts";
import { openStore } from "./state.ts";

/** Id of the sign-in connection that Cairn has from the start; part of its callback address. */
export const defaultConnectionId = "conn_default";

/**
 * Starts the embedded identity provider: `http://localhost:PORT`, reachable from this computer only.
 * Accounts, signing keys and browser sessions live in `stateFile` and outlast a restart.
 *
 * @param appOrigin origin under which Cairn is open in the browser, such as `http://localhost:8787`
 * @param redirectUris callback addresses allowed besides that of the default connection
 * @param also serves something else on the same port
 * @param log gets a line for each failure of the provider itself; silent otherwise
 * @param rotateKey signs with a new key from now on; tokens signed by the last three stay valid
 * @throws Error when the port is taken or the state file cannot be read
 */
export async function startIdentityProvider({
  port,
  stateFile,
  appOrigin,
  client,
  redirectUris = [],
  rotateKey = false,
  also,
  log = () => {},
}: {
  port: number;
  stateFile: string;
  appOrigin: string;
  client: { id: string; secret: string };
  redirectUris?: string[];
  rotateKey?: boolean;
  also?: Also;
  log?: (line: string) => void;
}): Promise<Serving> {
  const store = await openStore({ file: stateFile, rotateKey, log });
  return serveProvider({
    port,
    store,
    appOrigin,
    client,
    redirectUris: [`${appOrigin}/api/auth/callback/${defaultConnectionId}`, ...redirectUris],
    postLogoutRedirectUris: [`${appOrigin}/signed-out`, `${appOrigin}/`],
    also,
    log,
  });
}
