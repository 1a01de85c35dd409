import './layout.css';
import { Link, Outlet } from '@tanstack/react-router';
import { ThemeSwitch } from './theme-switch.tsx';
import { useFocusOnNavigation } from './use-focus-on-navigation.ts';

/** What every page has around it. */
export function Layout() {
  useFocusOnNavigation();
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className="masthead">
        <div className="masthead-inner">
          <Link to="/" className="wordmark" aria-label="vr, all runs">
            <img src="/icon.svg" alt="" width="24" height="24" /> <span>vr</span>
          </Link>
          <nav aria-label="Main" className="main-nav">
            <Link to="/" activeOptions={{ exact: true }}>
              Runs
            </Link>
            <Link to="/playground">Playground</Link>
          </nav>
          <ThemeSwitch />
        </div>
      </header>
      <main id="content" className="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}
