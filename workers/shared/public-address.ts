/** Blocks that are not of the public internet (IANA special-purpose registries), as address and length of the prefix. */
const PRIVATE_V4: readonly [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
/** Blocks within 2000::/3 that are not public; all outside of it is not. */
const PRIVATE_V6: readonly [string, number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["3fff::", 20],
];

/** Whether an address, as DNS gives it, is one of the public internet. What holds an IPv4 address is as public as that is. */
export function isPublicAddress(text: string): boolean {
  if (!text.includes(":")) {
    const v4 = readV4(text);
    return (
      v4 !== null &&
      !isIn(
        v4,
        32,
        PRIVATE_V4.map(([block, bits]) => [readV4(block) ?? 0n, bits] as const),
      )
    );
  }
  const v6 = readV6(text);
  if (v6 === null) return false;
  const inner = innerV4(v6);
  if (inner !== null) return isPublicAddress(inner);
  const isGlobal = v6 >> 125n === 1n;
  return (
    isGlobal &&
    !isIn(
      v6,
      128,
      PRIVATE_V6.map(([block, bits]) => [readV6(block) ?? 0n, bits] as const),
    )
  );
}

const isIn = (address: bigint, size: number, blocks: readonly (readonly [bigint, number])[]): boolean =>
  blocks.some(([block, bits]) => address >> BigInt(size - bits) === block >> BigInt(size - bits));

/** The IPv4 address inside a mapped, translated (RFC 6052) or 6to4 one. */
function innerV4(v6: bigint): string | null {
  const low = v6 & 0xffffffffn;
  const high = v6 >> 32n;
  // ::ffff:0:0/96, ::ffff:0:0:0/96, ::/96, 64:ff9b::/96
  if ([0xffffn, 0xffff0000n, 0n, 0x64ff9bn << 64n].includes(high)) return dotted(low);
  if (v6 >> 112n === 0x2002n) return dotted((v6 >> 80n) & 0xffffffffn);
  return null;
}

const dotted = (v4: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (v4 >> shift) & 255n).join(".");

function readV4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((all, part) => (all << 8n) | BigInt(part), 0n);
}

function readV6(text: string): bigint | null {
  const [bare = ""] = text.toLowerCase().split("%");
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(bare);
  const v4 = tail ? readV4(tail[2] ?? "") : null;
  if (tail && v4 === null) return null;
  const plain = v4 === null ? bare : `${tail?.[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
  const halves = plain.split("::");
  if (halves.length > 2) return null;
  const [left = [], right = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill("0"), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return null;
  return groups.reduce((all, group) => (all << 16n) | BigInt(`0x${group}`), 0n);
}
