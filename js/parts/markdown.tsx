import type { Signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { colour } from "../lib/colour.ts";
import { GrowingDocument } from "../markdown/growing.ts";
import type { Tools } from "../markdown/tools.ts";
import { useScene } from "./scene.ts";

interface Props {
	text: string;
	/** Whether more of it may come. */
	open?: boolean;
	/** Return what stands where `\ue000n\ue001` is in the text. */
	mark?: Tools["mark"];
	/** How tall it was when it was in the page last: room that is kept until all of it is shown again. */
	tall?: Signal<number>;
}

/** Markdown that may still grow. Raw markup is shown as text, pictures load on a click. */
export function Markdown({ text, open = false, mark = nothing, tall }: Props) {
	const { assets, typesetter } = useScene();
	const box = useRef<HTMLDivElement>(null);
	const marks = useRef(mark);
	marks.current = mark;
	const shown = useRef<GrowingDocument>(undefined);
	useLayoutEffect(() => {
		const element = box.current;
		if (!element) return;
		const tools: Tools = {
			math: (element, source, display) => typesetter.set(element, source, display),
			colour: (lines, code, language) => void colour(assets, lines, code, language),
			mark: (number) => marks.current(number),
		};
		const growing = new GrowingDocument(element, tools, tall?.peek());
		shown.current = growing;
		return () => {
			growing.stop();
			if (tall) tall.value = element.offsetHeight;
		};
	}, []);
	useLayoutEffect(() => shown.current?.show(text, open), [text, open]);
	return <div ref={box} class="ssew-md" />;
}

const nothing = () => null;
