/** What is used of the runtime's zlib (flag `nodejs_zlib`); the types of Node would bring all of Node along. It works at once,
where CompressionStream has to be awaited, which no transaction can. */
declare module "node:zlib" {
  export function deflateRawSync(bytes: Uint8Array, options?: { level?: number }): Uint8Array;
  export function crc32(data: string | Uint8Array): number;
  export function inflateRawSync(bytes: Uint8Array): Uint8Array;
}
