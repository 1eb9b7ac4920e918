import { afterEach, describe, expect, it } from "vitest";
import { settle } from "./fixtures/clock.ts";
import { mounted } from "./fixtures/mounted.ts";
import { research } from "./fixtures/research.ts";

afterEach(() => document.body.replaceChildren());

describe("a view", () => {
	it("fills the window at a press and is as it was at another", async () => {
		const { el } = mounted("messages", research());
		const root = el.firstElementChild as HTMLElement;
		root.style.height = "333px";
		const press = async () => {
			root.querySelector<HTMLElement>(".ssew-fill")?.click();
			await settle();
			return [root.style.height, root.querySelector(".ssew-fill")?.getAttribute("aria-label")];
		};

		expect(await press()).toEqual(["95vh", "Make it smaller"]);
		expect(await press()).toEqual(["333px", "Fill the window"]);
	});

	it("keeps what is typed in it from the host, but for Escape and what is held with Ctrl", () => {
		const { el } = mounted("messages", research());
		const inside = el.querySelector(".ssew-scroll");
		const heard = (init: KeyboardEventInit) => {
			let came = false;
			const listen = () => {
				came = true;
			};
			document.addEventListener("keydown", listen, { once: true });
			inside?.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init }));
			document.removeEventListener("keydown", listen);
			return came;
		};

		expect([heard({ key: "x" }), heard({ key: "d" }), heard({ key: "ArrowDown" })]).toEqual([false, false, false]);
		expect([heard({ key: "Escape" }), heard({ key: "s", ctrlKey: true })]).toEqual([true, true]);
	});
});
