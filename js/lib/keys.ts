import type { Player } from "./player.ts";

type Action = (player: Player, shift: boolean) => void;

const actions: Record<string, Action> = {
	" ": (player) => player.toggle(),
	ArrowRight: (player, shift) => player.step(shift ? 10 : 1),
	ArrowLeft: (player, shift) => player.step(shift ? -10 : -1),
	".": (player) => player.step(1),
	",": (player) => player.step(-1),
	Home: (player) => player.show(0),
	End: (player) => player.show(player.received),
	l: (player) => player.live(),
	t: (player, shift) => player.jump("tool", shift),
	m: (player, shift) => player.jump("message", shift),
	e: (player, shift) => player.jump("error", shift),
};

/** Keys that mean something else where text scrolls, or on a button. */
const READING = new Set([" ", "Home", "End"]);

/** Move through time by a key of a media player; keys that something inside has used are left alone. */
export function moveByKey(player: Player, event: KeyboardEvent): void {
	if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
	const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
	if (!Object.hasOwn(actions, key) || !(event.target instanceof Element) || isTaken(event.target, key)) return;
	event.preventDefault();
	actions[key]?.(player, event.shiftKey);
}

function isTaken(target: Element, key: string): boolean {
	if (target instanceof HTMLInputElement) return target.type !== "range";
	if (target.closest("textarea, select, [contenteditable]")) return true;
	return READING.has(key) && target.closest("button, a, summary, .ssew-scroll") !== null;
}
