// Builds the page into dist/: no address outside this server, no inline script, hashed files only.
// The large libraries stand in files of their own, so that a change of ours leaves them in the cache.
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
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "react",
              test: /node_modules[\\/](?:react|react-dom|scheduler|@tanstack)[\\/]/,
              priority: 2,
            },
            { name: "echarts", test: /node_modules[\\/](?:echarts|zrender)[\\/]/ },
          ],
        },
      },
    },
  },
});
