import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const js = join(import.meta.dirname, "..");
const biome = join(js, "node_modules", ".bin", "biome");

it("refuses every way of making markup from text", { timeout: 30_000 }, () => {
	const run = spawnSync(biome, ["lint", "--reporter=json", "forbidden.tsx"], {
		cwd: join(js, "lint", "sample"),
		encoding: "utf8",
	});
	const refused = new Set(
		[...`${run.stdout}${run.stderr}`.matchAll(/"line":\s*(\d+)/g)].map((match) => Number(match[1])),
	);

	expect(run.status).not.toBe(0);
	for (let line = 2; line <= 11; line += 1) expect([...refused]).toContain(line);
});
