"use client";
import { useTheme } from "next-themes";

/** Whether the page is shown dark. */
export const useIsDark = (): boolean => useTheme().resolvedTheme === "dark";
