import { Cairn } from "../../client.ts";

let client: Cairn | null = null;

/** The client of the machine's settings: environment, project file, `cairn login`. */
export function machineClient(): Cairn {
  client ??= new Cairn();
  return client;
}
