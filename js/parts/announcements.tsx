import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Announcer, milestones, Progress, sentences } from "../lib/milestones.ts";
import { useScene } from "./scene.ts";

/** The one place that speaks to screen readers; it is there before it has anything to say. */
export function Announcements() {
	const { kind, store, ticker, options } = useScene();
	const element = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		if (options.announce === "off") return;
		const announcer = new Announcer((text) => {
			if (element.current) element.current.textContent = text;
		});
		const progress = new Progress();
		let before = store.document.peek()?.state;
		const stop = effect(() => {
			ticker.beat.value;
			const after = store.document.value?.state;
			if (before && after && store.live.peek()) {
				const text = options.announce === "sentences" ? sentences(before, after) : [];
				const said = [...text, ...milestones(before, after)];
				if (said.length > 0) progress.heard(store.clock.now());
				else if (kind !== "dashboard") said.push(...progress.of(after, store.clock.now()));
				announcer.say(said);
			}
			before = after;
		});
		return () => {
			stop();
			announcer.stop();
		};
	}, []);
	return <div ref={element} class="ssew-hidden" role="status" aria-live="polite" />;
}
