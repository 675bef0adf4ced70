/** What is used of the runtime's zlib (flag `nodejs_zlib`); the types of Node would bring all of Node along. */
declare module "node:zlib" {
  export function deflateRawSync(bytes: Uint8Array, options?: { level?: number }): Uint8Array;
  export function inflateRawSync(bytes: Uint8Array): Uint8Array;
}
