import { expect, test } from "vitest";
import { readStartSettings } from "./settings.ts";

test("defaults", () => {
  expect(readStartSettings([], {})).toMatchObject({ port: 8787, idpPort: 8788, provider: undefined, reset: false, demo: true });
});

test("ports, state folder and flags are taken over", () => {
  const settings = readStartSettings(["--reset", "--no-demo"], { PORT: "9000", CAIRN_STATE: "/tmp/s" });
  expect(settings).toMatchObject({ port: 9000, idpPort: 9001, stateDir: "/tmp/s", reset: true, demo: false });
  expect(readStartSettings([], { PORT: "9000", CAIRN_IDP_PORT: "7000" }).idpPort).toBe(7000);
});

test.each(["0", "65536", "http", "80.5"])("refuses the port %s", (PORT) => {
  expect(() => readStartSettings([], { PORT })).toThrow("PORT must be a port");
});

test("a real provider needs all three settings", () => {
  const all = { AUTH_OIDC_ISSUER: "https://id.example.com", AUTH_OIDC_CLIENT_ID: "a", AUTH_OIDC_CLIENT_SECRET: "b" };
  expect(readStartSettings([], all).provider).toEqual({ issuer: "https://id.example.com", clientId: "a", clientSecret: "b" });
  expect(() => readStartSettings([], { AUTH_OIDC_ISSUER: all.AUTH_OIDC_ISSUER })).toThrow("together");
});

test("direct routes can be left out", () => {
  expect(readStartSettings([], {}).directRoutes).toBe(true);
  expect(readStartSettings([], { CAIRN_DIRECT_ROUTES: "0" }).directRoutes).toBe(false);
  expect(() => readStartSettings([], { CAIRN_DIRECT_ROUTES: "no" })).toThrow("CAIRN_DIRECT_ROUTES must be 0 or 1");
});

test("names an unknown flag", () => {
  expect(() => readStartSettings(["--rest"], {})).toThrow("--rest");
});
