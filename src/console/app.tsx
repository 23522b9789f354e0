import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { initialLanguage, type Language, LanguageContext, rememberLanguage, useTexts } from './i18n/texts.ts';
import icon from './icon.svg';
import { useConnection, useIsLive } from './live.ts';
import { href, type Route, useRoute } from './router.ts';
import { findView } from './views.tsx';

/** The whole page. */
export function App() {
  const [language, setLanguage] = useState(initialLanguage);
  const route = useRoute();
  useConnection(watchedDevice(route));
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const choose = (chosen: Language): void => {
    rememberLanguage(chosen);
    setLanguage(chosen);
  };
  return (
    <LanguageContext.Provider value={language}>
      <Shell route={route} onLanguage={() => choose(language === 'en' ? 'zh' : 'en')}>
        {findView(route)}
      </Shell>
    </LanguageContext.Provider>
  );
}

/** The device whose exchanges are listened to: that of the page that is open. */
function watchedDevice({ parts: [area, productKey, deviceName] }: Route): string | undefined {
  return area === 'devices' && deviceName !== undefined ? `${productKey}/${deviceName}` : undefined;
}

function Shell({
  route,
  onLanguage,
  children,
}: {
  route: Route;
  onLanguage: () => void;
  children: ComponentChildren;
}) {
  const { app } = useTexts();
  const isLive = useIsLive();
  const content = useRef<HTMLElement>(null);
  const area = route.parts[0] ?? 'products';
  const page = route.parts.slice(0, 3).join('/'); // a tab of it is no other page
  useLayoutEffect(() => scrollTo(0, 0), [page]);
  const place = route.parts.join('/');
  const lastPlace = useRef(place);
  useEffect(() => {
    // Where the control that led on went with its page, the keyboard goes on in the new one.
    if (place !== lastPlace.current && document.activeElement === document.body) content.current?.focus();
    lastPlace.current = place;
  }, [place]);
  return (
    <>
      <button type="button" class="skip" onClick={() => content.current?.focus()}>
        {app.skip}
      </button>
      <header class="bar">
        <a class="brand" href={href(['products'])} aria-label={app.title}>
          <img src={icon} alt="" width="16" height="16" />
          iot-sim
        </a>
        <nav aria-label={app.navigation}>
          {(['products', 'devices', 'faults'] as const).map((name) => (
            <a key={name} href={href([name])} aria-current={area === name ? 'page' : undefined}>
              {app[name]}
            </a>
          ))}
        </nav>
        <span class={isLive ? 'live is-live' : 'live'} role="status">
          {isLive ? app.live : app.notLive}
        </span>
        <button type="button" class="quiet" onClick={onLanguage} aria-label={app.languageLabel}>
          {app.language}
        </button>
      </header>
      <main ref={content} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
