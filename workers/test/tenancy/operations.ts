import { send } from "../support/fixtures.ts";

type Guard = { on: "nobody" | "caller" | "session" } | { on: "organization" | "workspace"; action: string };

/** One operation of the published contract. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  guard: Guard;
  /** Names of its path parameters. */
  parameters: string[];
  hasBody: boolean;
}

interface Document {
  paths: Record<string, Record<string, { operationId: string; "x-cairn-guard": Guard; requestBody?: unknown }>>;
}

/** Every operation of the OpenAPI document as it is served. */
export async function readOperations(): Promise<Operation[]> {
  const document = (await (await send("/api/v1/openapi.json")).json()) as Document;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      guard: operation["x-cairn-guard"],
      parameters: [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""),
      hasBody: operation.requestBody !== undefined,
    })),
  );
}
