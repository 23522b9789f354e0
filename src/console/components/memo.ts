import { Component, type ComponentChild, type ComponentType, type FunctionComponent, h } from 'preact';

/**
 * A component that is rendered again only where one of its properties is another than before. Keeping what it rendered
 * instead, by useMemo, would hold on to the whole page of that time.
 */
export function memo<P extends object>(inner: FunctionComponent<P>): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      return differ(this.props, next);
    }

    override render(): ComponentChild {
      return h(inner, this.props);
    }
  };
}

function differ(before: object, after: object): boolean {
  const entries = new Map(Object.entries(before));
  return Object.entries(after).some(([name, value]) => entries.get(name) !== value);
}
