import { defineConfig } from "vite";

// The demo shop: index.html and what it loads.
export default defineConfig({ build: { outDir: "dist", emptyOutDir: true } });
