/** Numbers as people read them. */

/** Return `4 s`, `1 m 05 s`, `2 h 04 m`; below ten seconds with a tenth when `fine`. */
export function duration(seconds: number, fine = false): string {
	const whole = Math.max(0, Math.floor(seconds));
	if (whole < 60) return fine && seconds < 10 ? `${Math.max(0, seconds).toFixed(1)} s` : `${whole} s`;
	if (whole < 3600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
	return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} m`;
}

/** Return `4 s`, `2 m`, `2 h 04 m`: what changes once a minute after the first. */
export function rough(seconds: number): string {
	return duration(seconds).replace(/ \d\d s$/, "");
}

/** Return a place in the stream: `0:04.2`, `12:30.0`. */
export function moment(seconds: number): string {
	const tenths = Math.round(Math.max(0, seconds) * 10);
	return `${Math.floor(tenths / 600)}:${two(Math.floor((tenths % 600) / 10))}.${tenths % 10}`;
}

export function bytes(count: number): string {
	if (count < 1000) return `${count} B`;
	if (count < 1e6) return `${(count / 1e3).toFixed(count < 1e4 ? 1 : 0)} kB`;
	return `${(count / 1e6).toFixed(1)} MB`;
}

/** Return `980`, `12.3k`, `1.2M`. */
export function count(value: number): string {
	if (value < 10_000) return String(value);
	return value < 1e6 ? `${(value / 1e3).toFixed(1)}k` : `${(value / 1e6).toFixed(1)}M`;
}

export function dollars(cost: number): string {
	return `$${cost.toFixed(cost < 1 ? 4 : 2)}`;
}

/** Return `72 %` for 0.72. */
export function percent(share: number): string {
	return `${Math.round(clamp(share) * 100)} %`;
}

export function clamp(share: number): number {
	return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

export function plural(value: number, one: string, many = `${one}s`): string {
	return `${count(value)} ${value === 1 ? one : many}`;
}

/** Return JSON indented when `text` is JSON, else `text` as it is. */
export function prettyText(text: string): string {
	try {
		return pretty(JSON.parse(text));
	} catch {
		return text;
	}
}

/** Return any value as text: strings as they are, the rest as indented JSON. */
export function pretty(value: unknown): string {
	if (typeof value === "string") return value;
	return JSON.stringify(value, null, 2) ?? "";
}

/** Return the last sentence of `text` on one line, which tells best where a thought is. */
export function lastSentence(text: string, longest = 160): string {
	const flat = text.slice(-1000).replace(/\s+/g, " ").trim();
	const sentences = flat.match(/[^.!?]+[.!?]*/g) ?? [];
	const last = (sentences.at(-1) ?? "").trim();
	return last.length > longest ? `…${last.slice(1 - longest)}` : last;
}

function two(value: number): string {
	return String(value).padStart(2, "0");
}
