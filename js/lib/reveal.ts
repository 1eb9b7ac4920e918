/** Scroll the boxes of our view around `element` until it is in sight; the page around the view stays where it is. */
export function reveal(element: Element): void {
	for (let box = element.parentElement; box; box = box.parentElement) {
		if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) {
			const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
			if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top + MARGIN;
			else if (inner.bottom > outer.bottom)
				box.scrollTop += Math.min(inner.bottom - outer.bottom + MARGIN, inner.top - outer.top);
		}
		if (box.classList.contains("ssew-root")) return;
	}
}

const MARGIN = 8;
