// Builds the gateway's local page into dist/: static files, no address outside this gateway, no inline script.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // Data URIs for scripts and styles would fall to the content security policy.
    assetsInlineLimit: 0,
    // Would be an inline script on old browsers.
    modulePreload: { polyfill: false },
  },
});
