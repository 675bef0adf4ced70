import { expect, test } from "vitest";
import { readDeploySettings } from "./settings.ts";

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

test.each(["http://cairn.example.org", "https://cairn.example.org/app", "cairn.example.org"])("refuses the origin %s", (CAIRN_ORIGIN) => {
  expect(() => readDeploySettings([], { ...env, CAIRN_ORIGIN })).toThrow("CAIRN_ORIGIN must be https");
});
