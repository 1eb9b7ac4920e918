import { expect, it, vi } from "vitest";
import { Assets } from "../lib/assets.ts";

it("a module that is here is not asked for", async () => {
	const fetch = vi.fn();
	const module = {};

	expect(await new Assets(fetch, { colours: module }).load("colours")).toBe(module);
	expect(fetch).not.toHaveBeenCalled();
});

it("a module that could not be had is asked for again, one that comes is asked for once", async () => {
	const fetch = vi.fn().mockRejectedValue(new Error("no kernel is attached"));
	const assets = new Assets(fetch);
	await expect(assets.load("math")).rejects.toThrow("no kernel");
	await expect(assets.load("math")).rejects.toThrow("no kernel");
	expect(fetch).toHaveBeenCalledTimes(2);

	fetch.mockReturnValue(new Promise(() => {}));
	void assets.load("math");
	void assets.load("math");
	expect(fetch).toHaveBeenCalledTimes(3);
});
