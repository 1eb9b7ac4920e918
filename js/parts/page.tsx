import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { running, sandboxed } from "../lib/sandbox.ts";
import { Button } from "./button.tsx";
import { useKept, useScene } from "./scene.ts";

/** A page in a sealed frame; its scripts run once a person has said so for these very bytes. */
export function Page({ id, html, title }: { id: string; html: string; title: string }) {
	const { theme } = useScene();
	const allowed = useKept<string | null>(`scripts ${id}`, null);
	const settled = useSettled(html);
	const runs = allowed.value === settled;
	const content = (runs ? running : sandboxed)(settled, theme.value);
	const frame = useRef<HTMLIFrameElement>(null);
	useLayoutEffect(() => (frame.current ? fill(frame.current, content) : undefined), [content, runs]);
	return (
		<div class="ssew-sealed">
			{/<script|\son\w+\s*=/i.test(settled) && (
				<p class="ssew-note ssew-sealed-note">
					<span>
						{runs
							? "Its scripts run, sealed off from this notebook; of the network only WebRTC is within their reach."
							: "Its scripts do not run."}
					</span>
					<Button
						onClick={() => {
							allowed.value = runs ? null : settled;
						}}
					>
						{runs ? "Stop scripts" : "Run scripts, sealed off"}
					</Button>
				</p>
			)}
			<iframe
				key={runs ? "runs" : "still"}
				class="ssew-page"
				title={title || "Page"}
				sandbox={runs ? "allow-scripts" : ""}
				ref={frame}
				style={{ colorScheme: theme.value }}
				referrerpolicy="no-referrer"
			/>
		</div>
	);
}

/** Give a frame its document; a page that lets nobody write documents is given an address for it instead. */
function fill(frame: HTMLIFrameElement, content: string): () => void {
	try {
		frame.srcdoc = content;
		return () => {};
	} catch {
		const address = URL.createObjectURL(new Blob([content], { type: "text/html;charset=utf-8" }));
		frame.src = address;
		return () => URL.revokeObjectURL(address);
	}
}

/** Return `value`, at most once a second while it changes: each new document flashes the frame. */
function useSettled(value: string): string {
	const [settled, settle] = useState(value);
	const latest = useRef(value);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	latest.current = value;
	if (value !== settled && timer.current === undefined) {
		timer.current = setTimeout(() => {
			timer.current = undefined;
			settle(latest.current);
		}, 1000);
	}
	useEffect(() => () => clearTimeout(timer.current), []);
	return settled;
}
