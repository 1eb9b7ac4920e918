/** Streams one text through one pipeline, pinned to its end: in real time, or flush after flush. */

import { pipelines } from "./pipelines.js";
import { texts } from "./texts.js";

/** Characters of a token, as the text of 100 KB has 25,100 of them. */
const TOKEN = 4.08;

function outline(node) {
	if (node.nodeType !== Node.ELEMENT_NODE) return node.textContent;
	return [node.localName, node.className, ...[...node.childNodes].map(outline)];
}

/** Tokens of a flush: sixty flushes a second make 1,000 tokens. */
const PER_FLUSH = 17;

/**
 * `paced`: as time passes, at most once a frame of the screen. Else every flush there is, one after the other.
 * `behind`: the share of the text that is there at first, and is shown at once.
 */
window.stream = (pipeline, name, paced, behind = 0) => {
	const text = texts[name]();
	const scroll = document.getElementById("scroll");
	const box = document.createElement("div");
	box.className = "ssew-md";
	scroll.replaceChildren(box);
	const show = pipelines[pipeline](box);
	const long = [];
	const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => entry.duration)));
	observer.observe({ type: "longtask" });
	const result = { done: false, longest: 0, flushes: 0, same: null, slow: [] };
	const start = performance.now() - (behind * text.length) / TOKEN;
	const flush = () => {
		const now = performance.now();
		const tokens = paced ? now - start : (result.flushes + 1) * PER_FLUSH;
		const end = Math.min(text.length, Math.floor(tokens * TOKEN));
		const whole = end === text.length;
		show(text.slice(0, end), whole);
		scroll.scrollTop = scroll.scrollHeight;
		const took = performance.now() - now;
		result.longest = Math.max(result.longest, took);
		if (took > 16) result.slow.push([end, Math.round(took)]);
		result.flushes += 1;
		if (whole) setTimeout(finish, 1500);
		else if (paced) requestAnimationFrame(flush);
		else next.port2.postMessage(null);
	};
	const finish = () => {
		next.port1.close();
		observer.disconnect();
		result.longest = Math.max(result.longest, ...long);
		if (pipeline.startsWith("ours")) result.same = isAsAtOnce(box, text);
		result.done = true;
	};
	const next = new MessageChannel();
	next.port1.onmessage = flush;
	requestAnimationFrame(flush);
	return result;
};

function isAsAtOnce(box, text) {
	const other = document.createElement("div");
	other.className = "ssew-md";
	pipelines.ours_always(other)(text, true);
	for (const one of [box, other]) {
		for (const span of one.querySelectorAll("[class^=ssew-hl]")) span.replaceWith(span.textContent);
		one.normalize();
	}
	return JSON.stringify(outline(box)) === JSON.stringify(outline(other));
}
