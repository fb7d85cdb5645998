import { defineConfig } from "vite";

// The widget: one script that any site can load.
export default defineConfig({
  build: {
    outDir: "dist",
    emptyOutDir: false,
    lib: { entry: "src/widget/chat.ts", formats: ["es"], fileName: () => "widget.js" },
  },
});
