import type { Metadata } from "next";
import { DevicePage } from "@/features/device/device-page";
import { formatUserCode, isWholeUserCode } from "@/features/device/user-code";
import { requireMe } from "@/lib/session";

export const metadata: Metadata = { title: "Sign in a device" };

type Search = Promise<{ code?: string | string[]; user_code?: string | string[] }>;

export default async function Device({ searchParams }: { searchParams: Search }) {
  const { code, user_code } = await searchParams;
  const given = [user_code, code].find((value) => typeof value === "string");
  const formatted = formatUserCode(typeof given === "string" ? given : "");
  const initialCode = isWholeUserCode(formatted) ? formatted : "";
  const me = await requireMe(initialCode ? `/device?user_code=${initialCode}` : "/device");
  return <DevicePage initialCode={initialCode} email={me.user?.email ?? me.actor.name} />;
}
