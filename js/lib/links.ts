/** Return `url` when it may be followed: http or https, nothing else an agent may have written. */
export function safeLink(url: string): string | null {
	try {
		const parsed = new URL(url.trim());
		return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : null;
	} catch {
		return null;
	}
}

/** Return the host as the browser would ask for it, punycode and all; empty when there is none. */
export function hostOf(url: string): string {
	const safe = safeLink(url);
	return safe ? new URL(safe).host : "";
}

/** Return host and path, which is what people recognise an address by. */
export function shortAddress(url: string): string {
	const safe = safeLink(url);
	if (!safe) return url;
	const { host, pathname } = new URL(safe);
	return host + (pathname === "/" ? "" : pathname);
}
