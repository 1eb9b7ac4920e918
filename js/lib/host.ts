/** The page, as far as it finds other models: given to a widget when it is rendered. */
export interface Host {
	getWidget(model: string): Promise<{ exports: { mount(props: MountProps): void } }>;
}

/** What a view asks for when it wants to be shown. */
export interface MountProps {
	kind: string;
	el: HTMLElement;
	signal: AbortSignal;
	/** The same for the same view, also when it is mounted again. */
	key?: string;
	options?: Record<string, unknown>;
	host?: Host;
}
