import { defineConfig } from "vite";

// Everything the page needs ends up in dist/, with a hash in each name under assets/, so that
// api/page.py can let browsers keep those files for good.
export default defineConfig({
  build: {
    target: "es2022",
    // From these on, browsers know light-dark(); what stands in for it elsewhere cannot follow a theme
    // that is chosen on the page.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The editor is one large module; its size is known and no mistake.
    chunkSizeWarningLimit: 8000,
    // "use client" means nothing here, where everything is the client.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  worker: { format: "es" },
  // `npm run dev` asks a goalgraph that runs beside it.
  server: { proxy: { "/graphql": "http://127.0.0.1:8000" } },
});
