import { describe, expect, test } from "vitest";
import { requireProviderUrl } from "./provider-url.ts";

const organization = { allowLoopback: false, publicOnly: true };
const operator = { allowLoopback: false, publicOnly: false };
const local = { allowLoopback: true, publicOnly: true };
const refusal = expect.objectContaining({ code: "client_rejected" });

test.each([
  "https://login.example.org",
  "https://login.example.org:8443/realms/a",
  "https://login.example.org./x",
  "https://münchen.example",
])("an organization's provider may be at %s", (url) => expect(requireProviderUrl(url, organization).protocol).toBe("https:"));

const spellings = [
  ..."127.0.0.1 127.1 127.0.1 127.255.255.254 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 0x7f.0x0.0x0.0x1 127.0.0.1.".split(" "),
  ..."10.0.0.1 10.1 167772161 0x0a000001 012.0.0.1 192.168.0.1 192.168.1 3232235521 0xc0a80001 172.16.0.1 172.31.255.255".split(" "),
  ..."169.254.169.254 2852039166 0xa9fea9fe 169.254.43518 0.0.0.0 0 100.64.0.1 255.255.255.255 224.0.0.1 8.8.8.8".split(" "),
  ..."[::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:7f00:1] [fe80::1] [fc00::1] [fd00::1] [64:ff9b::7f00:1]".split(" "),
  ..."[2002:7f00:1::] [2001:0:7f00:1::] [ff02::1] [2606:4700::1111]".split(" "),
  ..."localhost LOCALHOST localhost. localhost.localdomain a.localhost app.local app.local. db.internal metadata.google.internal".split(
    " ",
  ),
  ..."router.lan printer.home.arpa intranet wiki idp.corp idp.intranet 127。0。0。1 １２７.0.0.1 ①②⑦.0.0.1 ⓛocalhost %6c%6f%63%61%6c%68%6f%73%74".split(
    " ",
  ),
];
test("there are at least sixty spellings of what is not public", () => expect(new Set(spellings).size).toBeGreaterThanOrEqual(60));
test.each(spellings)("an organization's provider may not be at https://%s", (host) => {
  expect(() => requireProviderUrl(`https://${host}/`, organization)).toThrow(refusal);
});

test.each([
  "http://login.example.org",
  "ftp://login.example.org",
  "javascript:alert(1)",
  "data:text/html,x",
  "file:///etc/passwd",
  "//login.example.org",
  "login.example.org",
  "",
  "https://user@login.example.org",
  "https://user:word@login.example.org",
  "https://login.example.org:22",
  "https://login.example.org:80",
])("and not at %s", (url) => {
  expect(() => requireProviderUrl(url, organization)).toThrow(refusal);
});

describe("the operator's own provider", () => {
  test("may be at a private name and any port", () => {
    expect(requireProviderUrl("https://keycloak:9443/realms/a", operator).port).toBe("9443");
  });
  test.each(["http://keycloak", "https://localhost", "http://localhost:8788"])("but not at %s", (url) => {
    expect(() => requireProviderUrl(url, operator)).toThrow(refusal);
  });
});

describe("in the local environment", () => {
  test.each(["http://localhost:8788", "http://127.0.0.1:8788", "http://[::1]:8788"])("%s is allowed", (url) => {
    expect(requireProviderUrl(url, local).href).toBe(`${url}/`);
  });
  test.each(["http://login.example.org", "http://10.0.0.1", "ftp://localhost", "http://localhost.evil.example"])("%s is not", (url) => {
    expect(() => requireProviderUrl(url, local)).toThrow(refusal);
  });
});
