import * as colours from "../colours.ts";
import widget from "../index.ts";
import * as form from "../lib/form.ts";
import { CapsuleKernel } from "./kernel.ts";
import { type Recorded, Tape } from "./tape.ts";

/** What sets formulas, where the run has some: a script before this one. */
declare const ssewAsset: unknown;

/** Play the run that is in this page in the place of its static face, which stays where that fails. */
async function open(): Promise<void> {
	const place = document.getElementById("ssew-view");
	const data = document.getElementById("ssew-run")?.textContent;
	if (!place || !data) return;
	const tape = new Tape(await unpack(data));
	const kernel = new CapsuleKernel(tape);
	await tape.state(tape.length);
	const modules = typeof ssewAsset === "undefined" ? { colours, form } : { colours, form, math: ssewAsset };
	const hub = widget.initialize({ model: kernel, modules });
	const el = document.createElement("main");
	place.replaceWith(el);
	hub.mount({ kind: "console", el, key: "capsule", signal: new AbortController().signal });
	// For whoever opens the console of the browser.
	Object.assign(window, {
		run: { length: tape.length, at: (n: number) => tape.state(n), saved: () => kernel.get("snapshot") },
	});
}

async function unpack(data: string): Promise<Recorded> {
	const bytes = Uint8Array.from(atob(data.trim()), (char) => char.charCodeAt(0));
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
	return JSON.parse(await new Response(stream).text());
}

open().catch((error) => {
	const note = document.createElement("p");
	note.textContent = `This run could not be played: ${error instanceof Error ? error.message : error}`;
	document.body.prepend(note);
});
