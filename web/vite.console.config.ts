import { defineConfig } from "vite";

// The console: its page and files lie side by side, under names that tell their content.
export default defineConfig({
  root: "src/console",
  base: "/console/",
  build: { outDir: "../../dist/console", emptyOutDir: true, assetsDir: "" },
});
