import { expect, test } from "vitest";
import { describeSettings } from "../../workers/shared/settings.ts";
import { needStored, readDeploySettings, secretsToFind } from "./settings.ts";

const env = {
  CAIRN_ORIGIN: "https://cairn.example.org",
  CAIRN_D1_DATABASE_ID: "9d6e",
  AUTH_OIDC_ISSUER: "https://id.example.org",
  AUTH_OIDC_CLIENT_ID: "cairn",
  AUTH_OIDC_CLIENT_SECRET: "s",
  CAIRN_RATE_SIGN_IN: "30",
  HOME: "/home/ada",
};

test("names everything that is missing", () => {
  expect(() => readDeploySettings([], {})).toThrow(
    /CAIRN_ORIGIN(.|\n)*CAIRN_D1_DATABASE_ID(.|\n)*AUTH_OIDC_ISSUER(.|\n)*AUTH_OIDC_CLIENT_ID/,
  );
});

test("a dry run needs no settings", () => {
  expect(readDeploySettings(["--dry-run"], {})).toMatchObject({ dryRun: true, secrets: {} });
});

test("secrets are kept apart from variables, and nothing else of the environment goes along", () => {
  expect(readDeploySettings([], env)).toEqual({
    dryRun: false,
    databaseId: "9d6e",
    domain: "cairn.example.org",
    secrets: { AUTH_OIDC_CLIENT_SECRET: "s" },
    vars: {
      CAIRN_ENVIRONMENT: "production",
      CAIRN_ORIGIN: "https://cairn.example.org",
      AUTH_OIDC_ISSUER: "https://id.example.org",
      AUTH_OIDC_CLIENT_ID: "cairn",
      CAIRN_RATE_SIGN_IN: "30",
    },
  });
});

test("every setting of the server that is no secret goes along, but those of the local stack", () => {
  const names = describeSettings().map(({ name }) => name);
  const all = Object.fromEntries(names.map((name) => [name, name === "CAIRN_ORIGIN" ? env.CAIRN_ORIGIN : "x".repeat(32)]));
  const { vars, secrets } = readDeploySettings([], { ...env, ...all });
  expect(names.filter((name) => !(name in vars) && !(name in secrets))).toEqual(["CAIRN_LOCAL_TOKEN"]);
});

test.each(["http://cairn.example.org", "https://cairn.example.org/app", "cairn.example.org"])("refuses the origin %s", (CAIRN_ORIGIN) => {
  expect(() => readDeploySettings([], { ...env, CAIRN_ORIGIN })).toThrow("CAIRN_ORIGIN must be https");
});

test("a secret is looked for where the deploy does not bring it", () => {
  expect(secretsToFind(readDeploySettings(["--dry-run"], {}))).toEqual([]);
  expect(secretsToFind(readDeploySettings([], env))).toEqual(["AUTH_SECRET"]);
  expect(secretsToFind(readDeploySettings([], { ...env, AUTH_SECRET: "x".repeat(44) }))).toEqual([]);
  expect(() => readDeploySettings([], { ...env, AUTH_SECRET: "short" })).toThrow("AUTH_SECRET must have 32 characters");
});

test("a secret that is nowhere ends the deploy by its name", () => {
  const listing = JSON.stringify([{ name: "AUTH_OIDC_CLIENT_SECRET", type: "secret_text" }]);
  const both = ["AUTH_SECRET", "AUTH_OIDC_CLIENT_SECRET"];
  expect(() => needStored(["AUTH_OIDC_CLIENT_SECRET"], listing)).not.toThrow();
  expect(() => needStored(both, listing)).toThrow(/^Set these first.*\n {2}AUTH_SECRET {2}.*\nThe api Worker has no such secret stored\.$/);
  expect(() => needStored(both, null, "This Worker does not exist")).toThrow(
    /AUTH_SECRET (.|\n)*AUTH_OIDC_CLIENT_SECRET (.|\n)*cannot be listed(.|\n)*This Worker does not exist/,
  );
});
