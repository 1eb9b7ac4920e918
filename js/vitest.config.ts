import { defineConfig } from "vitest/config";

export default defineConfig({
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	test: {
		environment: "happy-dom",
		include: ["test/**/*.test.{ts,tsx}"],
		setupFiles: ["test/fixtures/clock.ts"],
		restoreMocks: true,
		testTimeout: 60_000, // a busy machine is no failure
		hookTimeout: 60_000,
		teardownTimeout: 60_000,
	},
});
