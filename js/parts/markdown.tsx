import { useLayoutEffect, useRef } from "preact/hooks";
import { Throttle } from "../lib/throttle.ts";
import { MarkdownDocument } from "../markdown/document.ts";
import type { Tools } from "../markdown/tools.ts";
import { useScene } from "./scene.ts";

/** Milliseconds that laying out one row of a long table takes, again for every row that is added. */
const ROW = 0.02;
const LONG = 50;

interface Props {
	text: string;
	/** Whether more of it may come. */
	open?: boolean;
	/** Return what stands where `\ue000n\ue001` is in the text. */
	mark?: Tools["mark"];
}

/** Markdown that may still grow. Raw markup is shown as text, pictures load on a click. */
export function Markdown({ text, open = false, mark = nothing }: Props) {
	const { typesetter } = useScene();
	const box = useRef<HTMLDivElement>(null);
	const latest = useRef({ text, open, mark });
	latest.current = { text, open, mark };
	const throttle = useRef<Throttle>(undefined);
	useLayoutEffect(() => {
		if (!box.current) return;
		const document_ = new MarkdownDocument(box.current, {
			math: (element, source, display) => typesetter.set(element, source, display),
			mark: (number) => latest.current.mark(number),
		});
		const own = new Throttle(() => {
			document_.show(latest.current.text, latest.current.open);
			return document_.growingRows > LONG ? document_.growingRows * ROW : 0;
		});
		throttle.current = own;
		return () => own.stop();
	}, []);
	useLayoutEffect(() => {
		if (open) throttle.current?.soon();
		else throttle.current?.now();
	}, [text, open]);
	return <div ref={box} class="ssew-md" />;
}

const nothing = () => null;
