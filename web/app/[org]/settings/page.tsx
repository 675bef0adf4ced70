import type { Metadata } from "next";
import { GeneralPage } from "@/features/organizations/general-page";

export const metadata: Metadata = { title: "Settings" };

export default GeneralPage;
