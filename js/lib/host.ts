import type { MountProps } from "../mount.tsx";

/** The page, as far as it finds other models: given to a widget when it is rendered. */
export interface Host {
	getWidget(model: string): Promise<{ exports: { mount(props: MountProps): void } }>;
}
