import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { context } from "esbuild";

const BUDGET = 160 * 1024;
const here = new URL(".", import.meta.url);
const out = fileURLToPath(new URL("../sse_widgets/static/", here));

/**
 * Long names that only our modules and preact's use, often: each becomes one of two letters. None may be a name in
 * a document, in a message or of the page's own.
 */
const OURS =
	/^(?:current|definitions|closeUnmatched|onDefinition|indented|toNext|isCertain|addRun|advance|peek|typesetter|shouldComponentUpdate|component(?:Will|Did)[A-Z]\w+|get(?:DerivedStateFrom|SnapshotBefore)[A-Z]\w+|getChildContext)$/;

const shared = {
	absWorkingDir: fileURLToPath(here),
	outdir: out,
	bundle: true,
	minify: true,
	target: "es2022",
	legalComments: "inline",
	charset: "utf8",
	mangleProps: OURS,
};

/** Children as arguments make a bundle 4 KB smaller than children in a property. */
const elements = {
	tsconfigRaw: { compilerOptions: { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" } },
	inject: ["jsx.ts"],
};

const bundle = await context({
	...shared,
	...elements,
	entryPoints: { index: "index.ts" },
	format: "esm",
});

/** What is loaded on first use: each a script that makes one variable, so that a page without imports can have it too. */
const assets = await context({
	...shared,
	entryPoints: { math: "math.ts", colours: "colours.ts", form: "lib/form.ts" },
	format: "iife",
	globalName: "ssewAsset",
});

// A page of its own, which imports nothing: its policy allows its scripts by their hashes.
const capsule = await context({
	...shared,
	...elements,
	entryPoints: { capsule: "capsule/index.ts" },
	format: "iife",
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

const contexts = [bundle, assets, capsule, styles];

if (process.argv.includes("--watch")) {
	await Promise.all(contexts.map((each) => each.watch()));
} else {
	await Promise.all(contexts.map((each) => each.rebuild()));
	await Promise.all(contexts.map((each) => each.dispose()));
	for (const name of ["index.js", "math.js", "colours.js", "form.js", "capsule.js", "index.css"]) {
		const bytes = await readFile(out + name);
		console.log(`${name}  ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
		if (name === "index.js" && bytes.length > BUDGET) {
			console.error(`index.js is over its budget of ${BUDGET} bytes`);
			process.exitCode = 1;
		}
	}
}
