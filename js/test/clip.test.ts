import { expect, it } from "vitest";
import { asCurl, asJson, asPython } from "../lib/clip.ts";
import { emptyState } from "./fixtures/document.ts";

const frame = {
	n: 7,
	at: 1.25,
	event: "tool",
	id: "it's 7",
	retry: null,
	data: 'say "hi"\n',
	size: 9,
	events: [{ type: "tool.started" }],
	ops: [],
};
const wire = { ...emptyState().connection, url: "https://agents.example.org/it's" };

it("copies a frame as JSON that can be read again", () => {
	expect(JSON.parse(asJson(frame))).toMatchObject({ n: 7, data: 'say "hi"\n', events: [{ type: "tool.started" }] });
});

it("copies a frame as Python", () => {
	expect(asPython(frame)).toBe('sw.Frame(event="tool", data="say \\"hi\\"\\n", id="it\'s 7", at=1.25)');
});

it("copies the request that goes on from a frame, with the token left to the environment", () => {
	const curl = asCurl(frame, wire, { method: "GET" });

	expect(curl).toContain("-H 'Last-Event-ID: it'\\''s 7'");
	expect(curl).toContain("$SSE_WIDGETS_TOKEN");
	expect(curl).toContain("'https://agents.example.org/it'\\''s'");
	expect(asCurl(frame, wire, { method: "POST" })).toContain("--json @body.json");
	expect(asCurl(frame, { ...wire, url: "" }, { method: "GET" })).toBeNull();
});
