import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const OURS = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
	.filter((name) => /\.tsx?$/.test(name) && !/^(node_modules|test|dev)\b/.test(name))
	.sort();

/** The files that each file imports, types too. */
const uses = new Map(OURS.map((name) => [name, importsOf(name)]));

function importsOf(name: string): Set<string> {
	const text = readFileSync(join(ROOT, name), "utf8");
	const paths = [...text.matchAll(/^(?:import|export)\b[^;"]*"(\.[^"]+)"/gm)].map((found) => found[1] ?? "");
	return new Set(paths.map((path) => relative(ROOT, resolve(ROOT, dirname(name), path))));
}

it("imports name files of ours", () => {
	const named = new Set([...uses.values()].flatMap((names) => [...names]).filter((name) => /\.tsx?$/.test(name)));

	expect([...named].filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
	expect(named.size).toBeGreaterThan(OURS.length / 2);
});

it("imports lead in no circle", () => {
	const left = new Map(uses);
	for (let before = -1; before !== left.size; ) {
		before = left.size;
		for (const [name, used] of left) if (![...used].some((one) => left.has(one))) left.delete(name);
	}
	expect([...left.keys()]).toEqual([]);
});

it.each([
	["lib", ["parts", "views", "markdown"]],
	["markdown", ["parts", "views"]],
	["parts", ["views"]],
])("%s uses nothing that stands above it", (folder, above) => {
	const up = [...uses]
		.filter(([name]) => name.startsWith(`${folder}/`))
		.flatMap(([name, used]) =>
			[...used].filter((one) => above.includes(one.split("/")[0] ?? "")).map((one) => `${name} -> ${one}`),
		);

	expect(up).toEqual([]);
});
