import { settingsTable } from "../../sdk/src/config/index.ts";
import { describeSettings } from "../../workers/shared/settings.ts";

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

/** docs/configuration.md, made from the two tables that the programs read their settings by. */
export function configurationPage(): string {
  const server = describeSettings().map(({ name, default: value, description }) =>
    row([`\`${name}\``, value === "required" ? "required" : value === "" ? "–" : `\`${value}\``, description]),
  );
  return `# Configuration

Made by \`npm run docs\` from the tables in the code; \`npm test\` holds them in step.

## The server

Variables and secrets of the api Worker. \`npm start\` sets those that it needs; a real identity provider takes the place of the embedded
one when the three \`AUTH_OIDC_ISSUER\`, \`AUTH_OIDC_CLIENT_ID\` and \`AUTH_OIDC_CLIENT_SECRET\` are set. Its redirect URI is
\`<origin>/api/auth/callback/conn_default\`, its post-logout redirect URI \`<origin>/signed-out\`.

${[row(["variable", "default", "meaning"]), row(["---", "---", "---"]), ...server].join("\n")}

## The local stack

| variable | default | meaning |
| --- | --- | --- |
| \`PORT\` | \`8787\` | port of the app, on loopback |
| \`CAIRN_STATE\` | \`.cairn/state\` | folder of all local state: data, objects, accounts, secrets |
| \`CAIRN_IDP_PORT\` | \`PORT\` + 1 | port of the embedded identity provider |
| \`CAIRN_DIRECT_ROUTES\` | \`1\` | \`0\` sends calls of the API through the web Worker, as a deployment without routes does |
| \`CHROMIUM_PATH\` | – | browser of the tests; one from npm when not set |

## SDK and command line

A flag wins over the environment, the environment over the project's file, that over the person's file, and that over the default.
\`cairn config show\` prints each value with its source, and never a secret.

${settingsTable()}
`;
}
