/** The colours of a chart: what it is drawn on knows no style sheets. */
export interface ChartColours {
  readonly line: string;
  readonly text: string;
  readonly grid: string;
  readonly bound: string;
  readonly font: string;
}

/** The page's colours as they are now, light or dark. */
export function readChartColours(element: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  element.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    line: read('--accent'),
    text: read('--dim'),
    grid: read('--line'),
    bound: read('--odd'),
    font: `12px ${getComputedStyle(element).fontFamily}`,
  };
  probe.remove();
  return colours;
}
