/** Return a function that has `work` done once the frame is drawn: to read where things are costs nothing then. */
export function afterLayout(work: () => void): () => void {
	let due = false;
	return () => {
		if (due) return;
		due = true;
		setTimeout(() => {
			due = false;
			work();
		});
	};
}
