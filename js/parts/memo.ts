import { Component, type ComponentChildren, type FunctionComponent } from "preact";

/** Return `component` so that it renders only when one of its props is another object. */
export function memo<P extends object>(component: (props: P) => ComponentChildren): FunctionComponent<P> {
	class Memo extends Component<P> {
		override shouldComponentUpdate(props: P, state: object): boolean {
			if (state !== this.state) return true;
			const [before, after] = [this.props as Record<string, unknown>, props as Record<string, unknown>];
			return Object.keys(after).some((key) => after[key] !== before[key]);
		}

		override render(props: P): ComponentChildren {
			return component(props);
		}
	}
	return Memo as unknown as FunctionComponent<P>;
}
