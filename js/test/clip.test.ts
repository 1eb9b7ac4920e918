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

it("writes out what nobody sees, so that the copy is the frame and shows what is in it", () => {
	const sly = { ...frame, data: "pay\u202e\u200b\u{e0041}" };

	expect(asPython(sly)).toContain('data="pay\\u202e\\u200b\\U000e0041"');
	expect(asJson(sly)).toContain('"pay\\u202e\\u200b\\udb40\\udc41"');
	expect(JSON.parse(asJson(sly)).data).toBe(sly.data);
});

it("copies the request that goes on from a frame, with the token left to the environment", () => {
	const curl = asCurl(frame, wire, { method: "GET" });

	expect(curl).toContain("-H 'Last-Event-ID: it'\\''s 7'");
	expect(curl).toContain("$SSE_WIDGETS_TOKEN");
	expect(curl).toContain("'https://agents.example.org/it'\\''s'");
	expect(asCurl(frame, wire, { method: "POST" })).toContain("--json @body.json");
	expect(asCurl(frame, { ...wire, url: "" }, { method: "GET" })).toBeNull();
});
