import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { context } from "esbuild";

const BUDGET = 160 * 1024;
const here = new URL(".", import.meta.url);
const out = fileURLToPath(new URL("../sse_widgets/static/", here));

const bundle = await context({
	absWorkingDir: fileURLToPath(here),
	entryPoints: { index: "index.ts", math: "math.ts" },
	outdir: out,
	bundle: true,
	minify: true,
	format: "esm",
	target: "es2022",
	jsx: "automatic",
	jsxImportSource: "preact",
	legalComments: "inline",
	charset: "utf8",
});

const styles = await context({
	absWorkingDir: fileURLToPath(here),
	entryPoints: { index: "styles/index.css" },
	outdir: out,
	bundle: true,
	minify: true,
	target: ["chrome116", "firefox117", "safari17.4"],
	charset: "utf8",
});

if (process.argv.includes("--watch")) {
	await Promise.all([bundle.watch(), styles.watch()]);
} else {
	await Promise.all([bundle.rebuild(), styles.rebuild()]);
	await Promise.all([bundle.dispose(), styles.dispose()]);
	for (const name of ["index.js", "math.js", "index.css"]) {
		const bytes = await readFile(out + name);
		console.log(`${name}  ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
		if (name === "index.js" && bytes.length > BUDGET) {
			console.error(`index.js is over its budget of ${BUDGET} bytes`);
			process.exitCode = 1;
		}
	}
}
