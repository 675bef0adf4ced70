import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./public-address.ts";
import { checkUrl } from "./public-url.ts";
import { refusedByDns } from "./resolve.ts";

/** As an endpoint is checked in production. */
const check = (text: string) => {
  const checked = checkUrl(text, { allowLoopback: false, publicOnly: true, ownHosts: ["cairn.example.org"] });
  return "refused" in checked ? checked.refused : null;
};

/** Spellings of hosts that are not of the public internet. */
const PRIVATE_HOSTS = [
  // This machine, by number.
  ..."127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7F.0.0.1 0x7f.1 017700000001 0177.0.0.1 0177.1 127.0.0.1. 127.000.000.001".split(" "),
  ..."①②⑦.⓪.⓪.① 127。0。0。1 １２７.0.0.1 127%2e0%2e0%2e1 %31%32%37.0.0.1 0 0.0.0.0 0x0 00 127.255.255.254".split(" "),
  // This machine, in IPv6.
  ..."[::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:7f00:1]".split(
    " ",
  ),
  ..."[::127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] [::ffff:0:127.0.0.1]".split(" "),
  // This machine, by name.
  ..."localhost LOCALHOST localhost. LocalHost.. app.localhost localhost.localdomain ip6-localhost ⓛⓞⓒⓐⓛⓗⓞⓢⓣ loc%61lhost".split(" "),
  // Private networks, shared address space, link-local with the metadata services of clouds.
  ..."10.0.0.1 10.1 012.0.0.1 0xa.0.0.1 167772161 192.168.0.1 192.168.1 0xc0a80001 3232235521 172.16.0.1 172.31.255.255 100.64.0.1".split(
    " ",
  ),
  ..."169.254.169.254 0xa9fea9fe 2852039166 0251.0376.0251.0376 169.254.43518 [::ffff:169.254.169.254] [fe80::1] [fc00::1] [fd00:ec2::254]".split(
    " ",
  ),
  ..."metadata.google.internal 224.0.0.1 255.255.255.255 [ff02::1] 198.18.0.1 192.0.2.1 [2001:db8::1] 1.1.1.1 [2606:4700:4700::1111]".split(
    " ",
  ),
  // Names of a network's own.
  ..."intranet router printer.local nas.lan db.internal wiki.corp host.home.arpa api.intranet box.home kube.test x.invalid a.onion".split(
    " ",
  ),
  // Cairn itself.
  ..."cairn.example.org cairn.example.org. CAIRN.example.ORG c%61irn.example.org".split(" "),
];

describe("addresses that an organization enters", () => {
  test("are refused in every spelling of a private host, at every usual port", () => {
    expect(PRIVATE_HOSTS.length).toBeGreaterThan(60);
    const allowed = PRIVATE_HOSTS.flatMap((host) => [`https://${host}/hook`, `https://${host}:8443/`, `http://${host}/`]).filter(
      (url) => check(url) === null,
    );
    expect(allowed).toEqual([]);
  });

  test("are refused for their scheme, port, user name or shape", () => {
    for (const url of [
      "http://hooks.acme.com/",
      "ftp://hooks.acme.com/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "data:text/plain,x",
      "gopher://hooks.acme.com:70/",
      "https://hooks.acme.com:22/",
      "https://hooks.acme.com:6379/",
      "https://hooks.acme.com:80/",
      "https://user@hooks.acme.com/",
      "https://user:password@hooks.acme.com/",
      "https://hooks.acme.com@127.0.0.1/",
      "https://127.0.0.1#hooks.acme.com",
      "https://127.0.0.1\\@hooks.acme.com/",
      "https:///",
      "https://./",
      "//hooks.acme.com/",
      "hooks.acme.com",
      "",
    ])
      expect(check(url), url).not.toBeNull();
  });

  test("are taken when they are https on a public name", () => {
    for (const url of [
      "https://hooks.acme.com/cairn?x=1",
      "https://hooks.acme.com:443/",
      "https://hooks.acme.com:8443/",
      "HTTPS://Hooks.Acme.COM./",
      "https://bücher.de/",
      "https://localhost.acme.com/",
      "https://10.0.0.1.acme.com/",
    ])
      expect(check(url), url).toBeNull();
  });

  test("may be loopback where that is allowed, and no other private host", () => {
    const local = (text: string) => "url" in checkUrl(text, { allowLoopback: true, publicOnly: true });
    expect(["http://localhost:3000/", "http://127.0.0.1:3000/", "http://[::1]:3000/"].map(local)).toEqual([true, true, true]);
    expect(["http://10.0.0.1/", "https://192.168.0.1/", "http://169.254.169.254/", "https://nas.local/"].map(local)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("addresses that a name leads to", () => {
  test("are public or not by the registries of special addresses", () => {
    const PRIVATE = [
      ..."0.0.0.0 0.1.2.3 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.1".split(
        " ",
      ),
      ..."192.0.2.1 192.88.99.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1".split(
        " ",
      ),
      ..."255.255.255.255 :: ::1 ::ffff:10.0.0.1 ::ffff:a00:1 ::10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a00:1 64:ff9b:1::1".split(
        " ",
      ),
      ..."2002:a00:1:: 2002:7f00:1::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2001:10::1 3fff::1 fc00::1 fdff::1 fe80::1 fe80::1%eth0".split(
        " ",
      ),
      ..."fec0::1 ff02::1 100::1 5f00::1 1.2.3 1.2.3.4.5 01.2.3.4 256.1.1.1 1:2:3 ::1::2 12345::1 g::1 localhost".split(" "),
      "",
    ];
    expect(PRIVATE.filter(isPublicAddress)).toEqual([]);
    const PUBLIC =
      "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.0.1.1 198.20.0.1 223.255.255.255 2606:4700:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1 2a00::1";
    expect(PUBLIC.split(" ").filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  const answers = (a: string[], aaaa: string[], status = 0) =>
    (async (input: string) => {
      const isV6 = new URL(input).searchParams.get("type") === "AAAA";
      const record = (data: string) => ({ name: "x", type: isV6 ? 28 : 1, TTL: 1, data });
      return Response.json({ Status: status, Answer: [{ name: "x", type: 5, TTL: 1, data: "alias." }, ...(isV6 ? aaaa : a).map(record)] });
    }) as unknown as typeof fetch;
  const ask = (send: typeof fetch) => refusedByDns("hooks.acme.com", "https://dns.example/query", send);

  test("are all to be public; a name that leads nowhere or cannot be looked up is refused", async () => {
    expect(await ask(answers(["8.8.8.8"], ["2606:4700::1"]))).toBeNull();
    expect(await ask(answers(["8.8.8.8"], []))).toBeNull();
    expect(await ask(answers(["8.8.8.8", "10.0.0.1"], []))).toBe("leads to an address that is not public");
    expect(await ask(answers(["8.8.8.8"], ["::1"]))).toBe("leads to an address that is not public");
    expect(await ask(answers([], []))).toBe("is of a host that has no address");
    expect(await ask(answers([], [], 3))).toBe("is of a host that has no address");
    expect(await ask(answers(["8.8.8.8"], [], 2))).toBe("could not be looked up");
    expect(await ask(async () => new Response("<html>"))).toBe("could not be looked up");
  });
});
