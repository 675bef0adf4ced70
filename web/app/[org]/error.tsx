"use client";
import { ErrorPage, type ErrorPageProps } from "@/features/shell/error-page";

export default function OrganizationError(props: ErrorPageProps) {
  return <ErrorPage {...props} />;
}
