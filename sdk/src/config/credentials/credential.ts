import { z } from "zod";

/** Who a credential speaks for, as the server said when it was stored. */
const Account = z.object({ id: z.string(), name: z.string(), email: z.string().nullable() });

const Common = { account: Account, created_at: z.iso.datetime() };

/** What `cairn login` stores for one server. */
export const Credential = z.discriminatedUnion("kind", [
  z.object({
    ...Common,
    kind: z.literal("sign_in"),
    access_token: z.string(),
    /** null once the server said that the sign-in has ended. */
    refresh_token: z.string().nullable(),
    /** When this access token came, by the clock of this machine, and when it ends by the same clock. */
    issued_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  }),
  z.object({ ...Common, kind: z.literal("token"), access_token: z.string(), expires_at: z.iso.datetime().nullable() }),
  z.object({ ...Common, kind: z.literal("key"), api_key: z.string(), expires_at: z.iso.datetime().nullable() }),
]);
export type Credential = z.output<typeof Credential>;
export type SignIn = Extract<Credential, { kind: "sign_in" }>;

/** The part that goes into an Authorization header. */
export const bearerOf = (credential: Credential) => (credential.kind === "key" ? credential.api_key : credential.access_token);
