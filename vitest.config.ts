import { defineConfig } from "vitest/config";

const slow = { testTimeout: 600_000, hookTimeout: 600_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.ts"], ...slow } },
      {
        test: {
          name: "contract",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**", "test/studio/**"],
          ...slow,
        },
      },
      { test: { name: "browser", include: ["test/browser/**/*.test.ts"], ...slow } },
      {
        extends: "studio/vite.config.ts",
        test: { name: "studio-unit", include: ["studio/src/**/*.test.ts"], ...slow },
      },
      { test: { name: "studio", include: ["test/studio/**/*.test.ts"], fileParallelism: false, ...slow } },
    ],
  },
});
