"use client";
import { ErrorPage, type ErrorPageProps } from "@/features/shell/error-page";

export default function RootError(props: ErrorPageProps) {
  return <ErrorPage {...props} whole />;
}
