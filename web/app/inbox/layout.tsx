import type { ReactNode } from "react";
import { Frame } from "@/features/shell/frame";

export default function InboxLayout({ children }: { children: ReactNode }) {
  return <Frame>{children}</Frame>;
}
