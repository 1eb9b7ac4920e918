/** Ways of showing Markdown that grows; each makes, in a box, a function that shows text and is told when it is whole. */

import DOMPurify from "dompurify";
import { marked } from "marked";
import { createElement } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Streamdown } from "streamdown";
import { MarkdownDocument } from "../../js/markdown/document.ts";
import { GrowingDocument } from "../../js/markdown/growing.ts";
import { highlight } from "../../js/markdown/highlight.ts";
import { noTools } from "../../js/markdown/tools.ts";

const tools = { ...noTools, colour: highlight };

export const pipelines = {
	nothing: () => () => {},
	/** As views use it: not more often than the page can bear. */
	ours(box) {
		const shown = new GrowingDocument(box, tools);
		return (text, whole) => shown.show(text, !whole);
	},
	/** At every flush, whatever it costs. */
	ours_always(box) {
		const shown = new MarkdownDocument(box, tools);
		return (text, whole) => shown.show(text, !whole);
	},
	marked_dompurify(box) {
		return (text) => {
			box.innerHTML = DOMPurify.sanitize(marked.parse(text));
		};
	},
	streamdown(box) {
		const root = createRoot(box);
		return (text, whole) =>
			flushSync(() => root.render(createElement(Streamdown, { isAnimating: !whole, mode: "streaming" }, text)));
	},
};
