import { z } from "zod";
import { SECOND_MS } from "./clock.ts";
import { isPublicAddress } from "./public-address.ts";

const RESOLVE_TIMEOUT_MS = 5 * SECOND_MS;
const TYPES = { A: 1, AAAA: 28 } as const;

const DnsAnswer = z.object({ Status: z.number(), Answer: z.array(z.object({ type: z.number(), data: z.string() })).optional() });

/**
 * Why a host name may not be called: it leads to an address that is not public, or to none. null: it may. Asks a resolver over HTTPS
 * (the JSON form of RFC 8484 servers). A name can lead elsewhere a moment later, so this is one guard among others.
 */
export async function refusedByDns(host: string, dnsUrl: string, send: typeof fetch = fetch): Promise<string | null> {
  let addresses: string[];
  try {
    const found = await Promise.all((["A", "AAAA"] as const).map((type) => ask(host, type, dnsUrl, send)));
    addresses = found.flat();
  } catch {
    return "could not be looked up";
  }
  if (addresses.length === 0) return "is of a host that has no address";
  return addresses.every(isPublicAddress) ? null : "leads to an address that is not public";
}

async function ask(host: string, type: keyof typeof TYPES, dnsUrl: string, send: typeof fetch): Promise<string[]> {
  const url = new URL(dnsUrl);
  url.searchParams.set("name", host);
  url.searchParams.set("type", type);
  const answer = await send(url.href, { headers: { accept: "application/dns-json" }, signal: AbortSignal.timeout(RESOLVE_TIMEOUT_MS) });
  const { Status, Answer = [] } = DnsAnswer.parse(await answer.json());
  // 3: there is no such name.
  if (Status !== 0 && Status !== 3) throw new Error(`the resolver answered ${Status}`);
  return Answer.filter((record) => record.type === TYPES[type]).map(({ data }) => data);
}
