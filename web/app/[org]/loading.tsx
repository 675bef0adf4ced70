import { PageLoading } from "@/features/shell/page-loading";

export default PageLoading;
